/** The programs that are compared. @module */

import type { Started } from "./processes.ts";

/** The measurements of one run. */
export interface Sample {
  /** From the start of the sender to the end of both. */
  seconds: number;
  /** Peak of the sender's memory in bytes, if it is measured. */
  senderPeak?: number | undefined;
  /** Peak of the receiver's memory. */
  receiverPeak?: number | undefined;
}

/** A program, or a way to use one. */
export interface Contender {
  /** Its name in the table. */
  name: string;
  /** Transfers `source` to the empty folder `into`, under its own name. */
  run(source: string, into: string): Promise<Sample>;
}

/** Times a transfer whose receiver waits already; starts the sender. */
export async function timePair(receiver: Started, startSender: () => Started): Promise<Sample> {
  const start = performance.now();
  const sender = startSender();
  const [senderPeak, receiverPeak] = await Promise.all([sender.ended, receiver.ended]);
  return { seconds: (performance.now() - start) / 1000, senderPeak, receiverPeak };
}

/** Times a transfer whose sender waits already; starts the receiver. */
export async function timeReceiver(
  sender: Started,
  startReceiver: () => Started,
): Promise<Sample> {
  const { seconds, senderPeak, receiverPeak } = await timePair(sender, startReceiver);
  return { seconds, senderPeak: receiverPeak, receiverPeak: senderPeak };
}
