/** Writes to a connection, whole. @module */

/**
 * Sends all of the bytes, or of a text as UTF-8: Python's `sendall`. Resolves when the system has
 * accepted them, which does not mean that the peer has received them.
 *
 * @param conn The connection, or a file such as `Deno.stdout`.
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
  conn: { write(bytes: Uint8Array): Promise<number | void> },
  bytes: Uint8Array | string,
): Promise<void> {
  let rest = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
  // A connection writes all; a file, as standard output is one, may write less.
  for (let count; (count = await conn.write(rest)) !== undefined;) {
    rest = rest.subarray(count);
    if (rest.length === 0) return;
  }
}
