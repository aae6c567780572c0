/** CR LF line ends, as protocols of the Internet use them. @module */

const CR = 0x0d;
const LF = 0x0a;

/**
 * Makes a function that inserts a CR before each LF that has none. It keeps state between chunks: a CR at
 * the end of one belongs to an LF at the start of the next.
 *
 * ```ts
 * import { crlfEncoder } from "./crlf_encode.ts";
 * import { assertEquals } from "@std/assert";
 * const encode = crlfEncoder();
 * assertEquals(encode(new TextEncoder().encode("a\nb\r\n")), new TextEncoder().encode("a\r\nb\r\n"));
 * ```
 */
export function crlfEncoder(): (chunk: Uint8Array) => Uint8Array {
  let last = 0;
  return (chunk) => {
    const isBare = (at: number) => chunk[at] === LF && (at > 0 ? chunk[at - 1] : last) !== CR;
    let bare = 0;
    for (let at = 0; at < chunk.length; at++) if (isBare(at)) bare++;
    const result = new Uint8Array(chunk.length + bare);
    let to = 0;
    for (let at = 0; at < chunk.length; at++) {
      if (isBare(at)) result[to++] = CR;
      result[to++] = chunk[at]!;
    }
    last = chunk.at(-1) ?? last;
    return result;
  };
}
