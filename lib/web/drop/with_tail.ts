/** Holds back the end of a stream. @module */

import { concatBytes } from "../../bytes.ts";

/** Passes pieces on so that the last `count` bytes come in one piece. */
export async function* withTail(
  pieces: AsyncIterable<Uint8Array>,
  count: number,
): AsyncGenerator<Uint8Array> {
  let tail = new Uint8Array(0) as Uint8Array;
  for await (const piece of pieces) {
    const end = Math.max(0, piece.length - count);
    const last = concatBytes([tail, piece.subarray(end)]);
    const cut = Math.max(0, last.length - count);
    if (cut > 0) yield last.slice(0, cut);
    if (end > 0) yield piece.subarray(0, end);
    tail = last.slice(cut);
  }
  if (tail.length > 0) yield tail;
}
