/** The programs that are compared. @module */

import type { Started } from "./processes.ts";
import type { Usage } from "./usage.ts";

/** The measurements of one run. */
export interface Sample {
  /** From the start of the sender to the end of both. */
  seconds: number;
  /** The cost of the sender; of both sides if they are one program. */
  sender?: Usage | undefined;
  /** The cost of the receiver. */
  receiver?: Usage | undefined;
}

/** A program, or a way to use one. */
export interface Contender {
  /** Its name in the table. */
  name: string;
  /** Whether it is sluice. @default {false} */
  ours?: boolean;
  /** The id of a running server whose cost counts on the side of the receiver. */
  server?: number;
  /** Transfers `source` to the empty folder `into`, under its own name. */
  run(source: string, into: string): Promise<Sample>;
}

/** Times a transfer whose receiver waits already; starts the sender. */
export async function timePair(receiver: Started, startSender: () => Started): Promise<Sample> {
  const start = performance.now();
  const sender = startSender();
  const [senderUsage, receiverUsage] = await Promise.all([sender.ended, receiver.ended]);
  const seconds = (performance.now() - start) / 1000;
  return { seconds, sender: senderUsage, receiver: receiverUsage };
}

/** Times a transfer whose sender waits already; starts the receiver. */
export async function timeReceiver(
  waiting: Started,
  startReceiver: () => Started,
): Promise<Sample> {
  const { seconds, sender, receiver } = await timePair(waiting, startReceiver);
  return { seconds, sender: receiver, receiver: sender };
}
