/** The bytes of a connection as they come, in a buffer that grows with the traffic. @module */

import type { Duplex } from "./duplex.ts";

/** Options of {@linkcode readChunks}. */
export interface ReadChunksOptions {
  /** Bytes of the first buffer: what an idle connection costs. Default 1 KiB. */
  first?: number;
  /** Bytes of the largest buffer. Default 256 KiB. */
  largest?: number;
}

/** A buffer that was filled is followed by one so many times as large. */
const GROWTH = 8;

/**
 * Yields what the peer sends until it ends its direction. A chunk is good until the next one is
 * asked for: the buffer is used again.
 *
 * A loop that is left early gives the connection's reading side up.
 *
 * @throws {ConnectionError} code `cut`.
 */
export async function* readChunks(
  { readable }: Pick<Duplex, "readable">,
  { first = 1024, largest = 256 * 1024 }: ReadChunksOptions = {},
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  const reader = readable.getReader({ mode: "byob" });
  let buffer = new ArrayBuffer(first);
  let ended = false;
  try {
    while (true) {
      const { done, value } = await reader.read(new Uint8Array(buffer));
      if (done) return void (ended = true);
      yield value;
      buffer = value.buffer;
      if (value.length === buffer.byteLength && buffer.byteLength < largest) {
        buffer = new ArrayBuffer(Math.min(buffer.byteLength * GROWTH, largest));
      }
    }
  } catch (error) {
    ended = true;
    throw error;
  } finally {
    if (ended) reader.releaseLock();
    else await reader.cancel();
  }
}
