/** Joins small pieces into large ones. @module */

/** Bytes of a large piece. */
const GATHERED_BYTES = 512 * 1024;

/**
 * Joins pieces into larger ones: a write to a disk costs about the same for half a mebibyte as for the few
 * bytes that a network delivers at once. There are two buffers, so that the one before may still be written:
 * a piece is valid until the second one after it is asked for.
 *
 * @param size Bytes of a joined piece. @default {GATHERED_BYTES}
 */
export async function* gathered(
  pieces: AsyncIterable<Uint8Array>,
  size: number = GATHERED_BYTES,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let buffer = new Uint8Array(size);
  let other: typeof buffer | undefined;
  let at = 0;
  try {
    for await (let piece of pieces) {
      while (piece.length > 0) {
        const count = Math.min(piece.length, size - at);
        buffer.set(piece.subarray(0, count), at);
        at += count;
        piece = piece.subarray(count);
        if (at < size) continue;
        yield buffer;
        [buffer, other] = [other ?? new Uint8Array(size), buffer];
        at = 0;
      }
    }
  } catch (error) {
    // The bytes before the error are kept, so that the upload can resume behind them.
    if (at > 0) yield buffer.subarray(0, at);
    throw error;
  }
  if (at > 0) yield buffer.subarray(0, at);
}
