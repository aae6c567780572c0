/**
 * Passes the bytes of one connection on to another, both ways.
 *
 * The end of one side's direction ends that direction at the other side, and the answer goes on. A side that
 * does not read stops the reading from the other. The runtime cannot reset a connection, so the loss of one
 * is a plain end for a peer over TCP; over TLS the missing end is noticed.
 *
 * @module
 */

import { GRACE_PERIOD } from "../limits.ts";
import type { Duplex } from "./duplex.ts";
import { ReadBuffer } from "./read_buffer.ts";
import type { SpliceResult } from "./splice.ts";

/** A limit of the bytes per second, which several connections may share. */
export interface ByteLimit {
  /** Bytes to take at a time at most. */
  readonly chunk: number;
  /** Resolves when so many bytes may pass; rejects with the signal's reason once it is aborted. */
  take(bytes: number, signal?: AbortSignal): Promise<void>;
}

/** The direction of what a relay passes on: `sent` to the target, or `received` from it. */
export type RelayDirection = "sent" | "received";

/** What the relays of connections and of datagrams have in common. */
export interface RelayLimits {
  /** Ends the relay with its reason. */
  signal?: AbortSignal;
  /** The limit of each direction. @default {none} */
  limits?: Partial<Record<RelayDirection, ByteLimit>>;
}

/** Options of {@linkcode relay}. */
export interface RelayOptions extends RelayLimits {
  /** Called with each number of bytes that were passed on. */
  onBytes?: (direction: RelayDirection, count: number) => void;
}

/** Bytes read at a time at most: many connections may be relayed at once. */
const LARGEST_CHUNK = 256 * 1024;

/**
 * Moves bytes both ways until both directions have ended. Then, and after a failure, both connections are
 * closed.
 *
 * @throws {ConnectionError} code `cut` if a connection fails, or the error that it was aborted with.
 * @throws the signal's reason once it is aborted.
 *
 * @example Usage
 * ```ts
 * import { relay } from "./relay.ts";
 * import { memoryPair } from "./memory_pair.ts";
 * import { read } from "./read.ts";
 * import { writeAll } from "./write_all.ts";
 * import { assertEquals } from "@std/assert";
 * const [client, front] = memoryPair();
 * const [back, target] = memoryPair();
 * const relayed = relay(front, back);
 * await writeAll(client, "hello");
 * assertEquals(new TextDecoder().decode(await read(target, 5)), "hello");
 * await Promise.all([client.close(), target.close()]);
 * assertEquals(await relayed, { sent: 5, received: 0 });
 * ```
 */
export async function relay(
  client: Duplex,
  target: Duplex,
  { signal, limits = {}, onBytes }: RelayOptions = {},
): Promise<SpliceResult> {
  const result: SpliceResult = { sent: 0, received: 0 };
  const stopped = new AbortController();
  let failure: { error: unknown } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = () => {
    stopped.abort(failure?.error);
    client.abort(signal?.reason);
    target.abort(signal?.reason);
  };
  const move = async (from: Duplex, to: Duplex, direction: RelayDirection) => {
    const limit = limits[direction];
    const largest = Math.min(LARGEST_CHUNK, limit?.chunk ?? Infinity);
    let isWriting = false;
    try {
      const buffer = new ReadBuffer({ first: Math.min(16 * 1024, largest), largest });
      for (let count; (count = await from.read(buffer.view)) !== null;) {
        if (limit !== undefined) await limit.take(count, stopped.signal);
        isWriting = true;
        await to.write(buffer.take(count));
        isWriting = false;
        result[direction] += count;
        onBytes?.(direction, count);
      }
      await to.closeWrite();
    } catch (error) {
      failure ??= { error };
      // The side that takes no more may have sent a reason before it closed the connection.
      if (isWriting) timer ??= setTimeout(stop, GRACE_PERIOD);
      else stop();
    }
  };
  signal?.addEventListener("abort", stop);
  if (signal?.aborted) stop();
  try {
    await Promise.all([move(client, target, "sent"), move(target, client, "received")]);
    signal?.throwIfAborted();
    if (failure !== undefined) throw failure.error;
    return result;
  } finally {
    signal?.removeEventListener("abort", stop);
    clearTimeout(timer);
    client.abort();
    target.abort();
  }
}
