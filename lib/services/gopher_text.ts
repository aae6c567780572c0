/** The encoding of texts (RFC 1436). @module */

import type { SharedFile } from "../file/shared_file.ts";
import { crlfEncoder } from "../line/crlf_encode.ts";
import { bytesToText } from "./byte_text.ts";

const LF = 0x0a;
const CR = 0x0d;
const DOT = 0x2e;

/** Encodes a text in pieces. */
export interface TextEncoding {
  /** The encoded bytes of a piece. */
  push(chunk: Uint8Array): Uint8Array;
  /** What follows the last piece. */
  end(): Uint8Array;
}

/**
 * The encoding of a file. A text whose last line has no end is sent without the line of one dot, so that a
 * client can store it exactly, unless its last line would be taken for that line.
 */
export async function textEncodingFor(file: SharedFile): Promise<TextEncoding> {
  const tail = bytesToText(await file.tail(2));
  if (tail === "" || tail.endsWith("\n") || tail === "." || tail === "\n.") return dotStuffer();
  return { push: crlfEncoder(), end: () => new Uint8Array() };
}

/** Encodes a text (RFC 1436): CR LF, a doubled dot at the start of a line, a line of one dot at the end. */
export function dotStuffer(): TextEncoding {
  let last = LF;
  return {
    push(chunk) {
      // At worst every byte is a line end or a dot at the start of a line.
      const result = new Uint8Array(chunk.length * 2);
      let to = 0;
      for (const byte of chunk) {
        if (byte === LF && last !== CR) result[to++] = CR;
        if (byte === DOT && last === LF) result[to++] = DOT;
        result[to++] = last = byte;
      }
      return result.subarray(0, to);
    },
    end: () => new TextEncoder().encode(last === LF ? ".\r\n" : "\r\n.\r\n"),
  };
}
