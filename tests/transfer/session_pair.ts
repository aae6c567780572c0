/** A sender and a receiver in one process, over memory or TCP. @module */

import { digestNamed } from "../../lib/digest/all.ts";
import { rootsOf } from "../../lib/file/source/roots.ts";
import { dial } from "../../lib/socket/dial.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";
import { listen } from "../../lib/socket/listen.ts";
import { memoryPair } from "../../lib/socket/memory_pair.ts";
import { prepareOffer } from "../../lib/transfer/offer.ts";
import type { TransferEvent, TransferSummary } from "../../lib/transfer/progress.ts";
import { receiveSession } from "../../lib/transfer/receive/receive_session.ts";
import type { ReceiveSessionOptions } from "../../lib/transfer/receive/receive_options.ts";
import { sendSession } from "../../lib/transfer/send/send_session.ts";
import type { SendSessionOptions } from "../../lib/transfer/send/send_options.ts";

/** How the two are connected. */
export type Meeting = () => Promise<[sender: Duplex, receiver: Duplex]>;

/** In memory. */
export const inMemory: Meeting = () => Promise.resolve(memoryPair());

/** Over TCP on this machine. */
export const overTcp: Meeting = async () => {
  const listener = listen({ scheme: "tcp", host: "127.0.0.1", port: 0 });
  const target = { scheme: "tcp", host: "127.0.0.1", port: listener.port } as const;
  const [sender, receiver] = await Promise.all([dial(target), listener.accept()]);
  listener.close();
  return [sender, receiver!];
};

/** The result of a transfer. */
export interface Transfer {
  /** The sender's summary, or its error. */
  sent: TransferSummary | Error;
  /** The receiver's summary, or its error. */
  received: TransferSummary | Error;
  /** Final paths and digests. */
  placed: Map<string, string>;
  /** The receiver's events. */
  events: TransferEvent[];
  /** The sender's events. */
  sentEvents: TransferEvent[];
}

/** Options of {@linkcode transfer}. */
export interface TransferOptions {
  /** How they are connected. @default {in memory} */
  meet?: Meeting;
  /** The digest's name. @default {"sha256"} */
  digest?: string;
  /** What to do about links. @default {"skip"} */
  symlinks?: "skip" | "keep" | "follow";
  /** More options of the sender. */
  send?: Partial<SendSessionOptions>;
  /** More options of the receiver. */
  receive?: Partial<ReceiveSessionOptions>;
}

/** Sends paths into a folder. */
export async function transfer(
  paths: string[],
  into: string,
  options: TransferOptions = {},
): Promise<Transfer> {
  const [here, there] = await (options.meet ?? inMemory)();
  const digest = digestNamed(options.digest ?? "sha256")!;
  const events: TransferEvent[] = [];
  const sentEvents: TransferEvent[] = [];
  const placed = new Map<string, string>();
  const prepared = prepareOffer(rootsOf(paths), digest, { symlinks: options.symlinks });
  const [sent, received] = await Promise.all([
    sendSession(here, prepared, {
      onEvent: (event) => void sentEvents.push(event),
      ...options.send,
    }).catch((error) => error),
    receiveSession(there, {
      into,
      accept: () => Promise.resolve(),
      onEvent: (event) => void events.push(event),
      onCommitted: (path, digest) => void placed.set(path, digest),
      ...options.receive,
    }).catch((error) => error),
  ]);
  return { sent, received, placed, events, sentEvents };
}

/** The counts of a summary; throws if there was an error instead. */
export function countsOf(
  summary: TransferSummary | Error,
): { files: number; bytes: number; failed: number } {
  if (summary instanceof Error) throw summary;
  const { files, bytes, failed } = summary;
  return { files, bytes, failed };
}
