/** Answers in which the size and the content of a file arrived together. @module */

/** Digits of an MD5 in hexadecimal. */
const MD5_DIGITS = 32;
/** Digits of a size at most. */
const MAX_SIZE_DIGITS = 16;

/**
 * The number of digits of the size at the start of an answer, from a server that sends the content without
 * an acknowledgement; undefined if the answer is not one of that kind, as `404 not found`.
 *
 * The content may begin with digits as well. If the whole answer has arrived, the size is the number that
 * fits its length; otherwise it is the longest number, and the MD5 shows whether it was the right one.
 *
 * ```ts
 * import { gluedSizeDigits } from "./glued_answer.ts";
 * import { assertEquals } from "@std/assert";
 * const answer = (text: string) => new TextEncoder().encode(text);
 * const md5 = "0".repeat(32);
 * assertEquals(gluedSizeDigits(answer(`12hello, world${md5}`), true), 2);
 * assertEquals(gluedSizeDigits(answer("404 not found"), true), undefined);
 * ```
 */
export function gluedSizeDigits(answer: Uint8Array, isWhole: boolean): number | undefined {
  const start = new TextDecoder("latin1").decode(answer.subarray(0, MAX_SIZE_DIGITS + 1));
  const digits = /^\d*/.exec(start)![0].slice(0, MAX_SIZE_DIGITS);
  for (let count = 1; count <= digits.length; count++) {
    if (count + Number(digits.slice(0, count)) + MD5_DIGITS === answer.length) return count;
  }
  return isWhole || digits === "" ? undefined : digits.length;
}
