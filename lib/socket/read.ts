/** Reads once from a connection. @module */

import type { Duplex } from "./duplex.ts";

/**
 * Reads at least one byte and at most `most`: Python's `recv`. TCP does not keep the boundaries of
 * messages: one may come in pieces, and two may come as one. `readLines` and frames restore them.
 *
 * @returns the bytes; undefined if the peer has ended its direction (Python's `b""`).
 * @throws {RangeError} if `most` is not a positive whole number.
 * @throws {ConnectionError} code `cut` if the connection fails.
 *
 * @example Usage
 * ```ts
 * import { read } from "./read.ts";
 * import { writeAll } from "./write_all.ts";
 * import { memoryPair } from "./memory_pair.ts";
 * import { assertEquals } from "@std/assert";
 * const [here, there] = memoryPair();
 * await writeAll(here, "hello");
 * await here.closeWrite();
 * assertEquals(new TextDecoder().decode(await read(there, 3)), "hel");
 * assertEquals(new TextDecoder().decode(await read(there, 3)), "lo");
 * assertEquals(await read(there, 3), undefined);
 * ```
 */
export async function read(
  conn: Pick<Duplex, "read">,
  most: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (!Number.isInteger(most) || most < 1) {
    throw new RangeError(`read: ${most} is not a positive whole number of bytes`);
  }
  const bytes = new Uint8Array(most);
  const count = await conn.read(bytes);
  return count === null ? undefined : bytes.subarray(0, count);
}
