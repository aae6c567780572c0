/** Writes to a connection, whole. @module */

import type { Duplex } from "./duplex.ts";

/**
 * Sends all of the bytes, or of a text as UTF-8: Python's `sendall`. Resolves when the system has
 * accepted them, which does not mean that the peer has received them.
 *
 * @throws {ConnectionError} code `cut` if the connection fails.
 *
 * @example Usage
 * ```ts
 * import { writeAll } from "./write_all.ts";
 * import { read } from "./read.ts";
 * import { memoryPair } from "./memory_pair.ts";
 * import { assertEquals } from "@std/assert";
 * const [here, there] = memoryPair();
 * await writeAll(here, "hello");
 * assertEquals(new TextDecoder().decode(await read(there, 1024)), "hello");
 * ```
 */
export async function writeAll(
  { writable }: Pick<Duplex, "writable">,
  bytes: Uint8Array | string,
): Promise<void> {
  const writer = writable.getWriter();
  try {
    await writer.write(typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes);
  } finally {
    writer.releaseLock();
  }
}
