/** Reads a connection in chunks, through a buffer that grows with the traffic. @module */

import type { Duplex } from "./duplex.ts";

/** Options of {@linkcode readChunks}. */
export interface ReadChunksOptions {
  /** Bytes of the first buffer, which an idle connection keeps. @default {1024} */
  first?: number;
  /** Bytes of the largest buffer. @default {262144} */
  largest?: number;
}

/** The factor by which the buffer grows each time it was filled. */
const GROWTH = 8;

/**
 * Yields what the peer sends until it ends its direction. A chunk is valid until the next one is
 * requested, because its buffer is reused.
 *
 * Leaving the loop early cancels the connection's readable.
 *
 * @throws {ConnectionError} code `cut` if the connection fails.
 *
 * @example Usage
 * ```ts
 * import { readChunks } from "./read_chunks.ts";
 * import { writeAll } from "./write_all.ts";
 * import { memoryPair } from "./memory_pair.ts";
 * import { assertEquals } from "@std/assert";
 * const [here, there] = memoryPair();
 * await writeAll(here, "hello");
 * await here.closeWrite();
 * let count = 0;
 * for await (const chunk of readChunks(there)) count += chunk.length;
 * assertEquals(count, 5);
 * ```
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
