/** Reads a connection in chunks, through a buffer that grows with the traffic. @module */

import type { Duplex } from "./duplex.ts";
import { ReadBuffer, type ReadBufferOptions } from "./read_buffer.ts";

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
  conn: Pick<Duplex, "read" | "readable">,
  options: ReadBufferOptions = {},
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  const buffer = new ReadBuffer(options);
  let ended = false;
  try {
    for (let count; (count = await conn.read(buffer.view)) !== null;) yield buffer.take(count);
    ended = true;
  } catch (error) {
    ended = true;
    throw error;
  } finally {
    if (!ended) await conn.readable.cancel();
  }
}
