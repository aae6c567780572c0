/** Who takes part. @module */

import type { Started } from "./processes.ts";

/** What one run took. */
export interface Sample {
  /** From the start of the sender to the end of both. */
  seconds: number;
  /** Peak of the sender's memory in bytes, where it is looked at. */
  senderPeak?: number | undefined;
  /** Peak of the receiver's. */
  receiverPeak?: number | undefined;
}

/** One way to do what is measured. */
export interface Contender {
  /** Its name in the table. */
  name: string;
  /** Brings `source` to the empty folder `into`, under its own name. */
  run(source: string, into: string): Promise<Sample>;
}

/** Times two ends: the receiver waits already, the sender is started now. */
export async function timePair(receiver: Started, startSender: () => Started): Promise<Sample> {
  const start = performance.now();
  const sender = startSender();
  const [senderPeak, receiverPeak] = await Promise.all([sender.ended, receiver.ended]);
  return { seconds: (performance.now() - start) / 1000, senderPeak, receiverPeak };
}

/** The other way round: the sender waits already, the receiver is started now. */
export async function timeReceiver(
  sender: Started,
  startReceiver: () => Started,
): Promise<Sample> {
  const { seconds, senderPeak, receiverPeak } = await timePair(sender, startReceiver);
  return { seconds, senderPeak: receiverPeak, receiverPeak: senderPeak };
}
