/** Writes that leave holes where there are only zeros, as `cp --sparse=always` does. @module */

import { writeAll, writeAllSync } from "../../bytes.ts";

/** Size in bytes of the blocks that holes consist of. A multiple of any usual disk block. */
const BLOCK = 32 * 1024;

/** The methods of a file that are used here. */
export type SparseTarget = Pick<
  Deno.FsFile,
  "write" | "writeSync" | "seek" | "seekSync" | "truncate" | "truncateSync"
>;

/**
 * Appends bytes to a file whose position is at its end. Blocks of zeros become holes where the file system
 * supports them; the file has the same length either way.
 */
export async function writeSparse(file: SparseTarget, bytes: Uint8Array): Promise<void> {
  for (const { part, isHole, isLast } of parts(bytes)) {
    if (!isHole) {
      await writeAll(file, part);
      continue;
    }
    const end = await file.seek(part.length, Deno.SeekMode.Current);
    if (isLast) await file.truncate(end);
  }
}

/** The same on this thread, which is faster for little. */
export function writeSparseSync(file: SparseTarget, bytes: Uint8Array): void {
  // Less than a block is never a hole.
  if (bytes.length < BLOCK) return writeAllSync(file, bytes);
  for (const { part, isHole, isLast } of parts(bytes)) {
    if (!isHole) {
      writeAllSync(file, part);
      continue;
    }
    const end = file.seekSync(part.length, Deno.SeekMode.Current);
    if (isLast) file.truncateSync(end);
  }
}

/** Splits bytes into runs of zero blocks and runs of others. */
function* parts(
  bytes: Uint8Array,
): Generator<{ part: Uint8Array; isHole: boolean; isLast: boolean }, void, void> {
  for (let start = 0; start < bytes.length;) {
    const isHole = isZeroBlock(bytes, start);
    let end = start;
    do end += BLOCK; while (end < bytes.length && isZeroBlock(bytes, end) === isHole);
    yield { part: bytes.subarray(start, end), isHole, isLast: end >= bytes.length };
    start = end;
  }
}

/** Whether a block of zeros begins at an offset. */
function isZeroBlock(bytes: Uint8Array, start: number): boolean {
  const end = start + BLOCK;
  // Decides most of the blocks that are not zero.
  if (end > bytes.length || bytes[start] !== 0 || bytes[end - 1] !== 0) return false;
  const offset = bytes.byteOffset + start;
  const words = offset % 4 === 0
    ? new Int32Array(bytes.buffer, offset, BLOCK / 4)
    : bytes.subarray(start, end);
  for (let at = 0; at < words.length; at++) if (words[at] !== 0) return false;
  return true;
}
