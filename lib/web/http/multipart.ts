/** Several ranges of a file in one answer: `multipart/byteranges` (RFC 9110, section 14.6). @module */

import type { Part } from "./byte_range.ts";
import { randomWord } from "./random_word.ts";

/** Characters of the boundary, which no file can know in advance. */
const BOUNDARY_LENGTH = 24;

/** The frame around the parts. */
export interface Multipart {
  /** The type of the answer, with the boundary. */
  type: string;
  /** The text before each part. */
  heads: string[];
  /** The text after the last part. */
  tail: string;
  /** Bytes of the whole answer. */
  length: number;
}

/**
 * Makes the frame of an answer.
 *
 * @param parts The ranges.
 * @param type The file's type.
 * @param size Bytes of the file.
 */
export function multipart(parts: readonly Part[], type: string, size: number): Multipart {
  const boundary = randomWord(BOUNDARY_LENGTH);
  const heads = parts.map(({ first, last }, i) =>
    `${i === 0 ? "" : "\r\n"}--${boundary}\r\ncontent-type: ${type}\r\n` +
    `content-range: bytes ${first}-${last}/${size}\r\n\r\n`
  );
  const tail = `\r\n--${boundary}--\r\n`;
  const texts = [...heads, tail].reduce((sum, { length }) => sum + length, 0);
  const bytes = parts.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  return { type: `multipart/byteranges; boundary=${boundary}`, heads, tail, length: texts + bytes };
}
