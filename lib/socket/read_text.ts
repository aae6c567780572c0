/** Reads a text once from a connection. @module */

import { concatBytes } from "../bytes.ts";
import type { Duplex } from "./duplex.ts";
import { read } from "./read.ts";

/**
 * Reads at least one character of UTF-8: Python's `recv(most).decode()`, except that a character whose
 * bytes arrive in two pieces is read to its end. Bytes that are not UTF-8 become U+FFFD.
 *
 * TCP does not keep the boundaries of messages; `readLines` restores them.
 *
 * @param most Bytes of the text at most. The rest of its last character, at most 3 bytes, comes on top.
 * @returns the text; undefined if the peer has ended its direction.
 * @throws {RangeError} if `most` is not a positive whole number.
 * @throws {ConnectionError} code `cut` if the connection fails.
 *
 * @example Usage
 * ```ts
 * import { readText } from "./read_text.ts";
 * import { writeAll } from "./write_all.ts";
 * import { memoryPair } from "./memory_pair.ts";
 * import { assertEquals } from "@std/assert";
 * const [here, there] = memoryPair();
 * await writeAll(here, "straße");
 * await here.closeWrite();
 * assertEquals(await readText(there, 5), "straß");
 * assertEquals(await readText(there, 5), "e");
 * assertEquals(await readText(there, 5), undefined);
 * ```
 */
export async function readText(
  conn: Pick<Duplex, "read">,
  most: number,
): Promise<string | undefined> {
  const first = await read(conn, most);
  if (first === undefined) return undefined;
  const pieces = [first];
  for (let missing = missingBytes(first); missing > 0; missing -= pieces.at(-1)!.length) {
    const more = await read(conn, missing);
    if (more === undefined) break;
    pieces.push(more);
  }
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(concatBytes(pieces));
}

/** The number of bytes that the last character of a text lacks (RFC 3629, section 3). */
function missingBytes(text: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, text.length); back++) {
    const byte = text.at(-back)!;
    const isContinuation = byte >= 0x80 && byte < 0xc0;
    if (!isContinuation) return Math.max(0, lengthAfter(byte) - back);
  }
  return 0;
}

/** The number of bytes of a character that begins with this byte; 1 if no character does. */
function lengthAfter(byte: number): number {
  if (byte >= 0xc2 && byte < 0xe0) return 2;
  if (byte >= 0xe0 && byte < 0xf0) return 3;
  if (byte >= 0xf0 && byte < 0xf5) return 4;
  return 1;
}
