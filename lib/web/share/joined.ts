/** Joins small pieces, and passes large ones on. @module */

/**
 * Joins small pieces into one of about `size` bytes; pieces of at least half of it are passed on without a
 * copy. A stream costs about the same for each piece, whatever its length.
 */
export async function* joined(
  pieces: AsyncIterable<Uint8Array<ArrayBuffer>>,
  size: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let buffer = new Uint8Array(size);
  let at = 0;
  for await (const piece of pieces) {
    if (at > 0 && at + piece.length > size) {
      yield buffer.subarray(0, at);
      buffer = new Uint8Array(size);
      at = 0;
    }
    if (piece.length * 2 >= size) {
      if (at > 0) {
        yield buffer.subarray(0, at);
        buffer = new Uint8Array(size);
        at = 0;
      }
      yield piece;
    } else {
      buffer.set(piece, at);
      at += piece.length;
    }
  }
  if (at > 0) yield buffer.subarray(0, at);
}
