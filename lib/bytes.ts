/** Joins and writes bytes. @module */

/**
 * Joins pieces of bytes. A single piece is returned without a copy.
 *
 * ```ts
 * import { concatBytes } from "./bytes.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(concatBytes([new Uint8Array([1]), new Uint8Array([2, 3])]), new Uint8Array([1, 2, 3]));
 * ```
 */
export function concatBytes<T extends ArrayBufferLike>(
  pieces: readonly Uint8Array<T>[],
): Uint8Array<T | ArrayBuffer> {
  if (pieces.length === 1) return pieces[0]!;
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/**
 * Writes all of the bytes to a writer whose writes may be short.
 *
 * @param writer For example a `Deno.Conn` or a `Deno.FsFile`.
 * @throws what the writer throws.
 */
export async function writeAll(
  writer: { write(bytes: Uint8Array): Promise<number> },
  bytes: Uint8Array,
): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    at += await writer.write(at === 0 ? bytes : bytes.subarray(at));
  }
}

/**
 * Fills a buffer. Returns false if the reader ends before.
 *
 * @param reader For example a `Duplex`, a `Deno.Conn` or a `Deno.FsFile`.
 * @throws what the reader throws.
 */
export async function readFull(
  reader: { read(buffer: Uint8Array<ArrayBuffer>): Promise<number | null> },
  buffer: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  for (let held = 0; held < buffer.length;) {
    const count = await reader.read(held === 0 ? buffer : buffer.subarray(held));
    if (count === null) return false;
    held += count;
  }
  return true;
}

/**
 * Writes all of the bytes synchronously to a writer whose writes may be short.
 *
 * @throws what the writer throws.
 */
export function writeAllSync(
  writer: { writeSync(bytes: Uint8Array): number },
  bytes: Uint8Array,
): void {
  for (let at = 0; at < bytes.length;) at += writer.writeSync(bytes.subarray(at));
}
