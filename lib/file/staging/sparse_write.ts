/** Writes that leave holes where there are only zeros, as `cp --sparse=always` does. @module */

import { writeAll, writeAllSync } from "../../bytes.ts";

/** Bytes that are looked at together: a hole is a number of these. A multiple of any usual disk block. */
const BLOCK = 32 * 1024;

/** The parts of a file that this needs. */
export type SparseTarget = Pick<
  Deno.FsFile,
  "write" | "writeSync" | "seek" | "seekSync" | "truncate" | "truncateSync"
>;

/**
 * Writes all bytes at the position of the file, which must be its end. Blocks of zeros become holes
 * where the file system has them; the length of the file is right afterwards in any case.
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

/** The same without a trip to another thread, for little. */
export function writeSparseSync(file: SparseTarget, bytes: Uint8Array): void {
  for (const { part, isHole, isLast } of parts(bytes)) {
    if (!isHole) {
      writeAllSync(file, part);
      continue;
    }
    const end = file.seekSync(part.length, Deno.SeekMode.Current);
    if (isLast) file.truncateSync(end);
  }
}

/** Cuts bytes into runs of zeros and of everything else. */
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

/** Whether a whole block of zeros begins at an offset. */
function isZeroBlock(bytes: Uint8Array, start: number): boolean {
  const end = start + BLOCK;
  // Most blocks that are not zero show it here.
  if (end > bytes.length || bytes[start] !== 0 || bytes[end - 1] !== 0) return false;
  const offset = bytes.byteOffset + start;
  const words = offset % 4 === 0
    ? new Int32Array(bytes.buffer, offset, BLOCK / 4)
    : bytes.subarray(start, end);
  for (let at = 0; at < words.length; at++) if (words[at] !== 0) return false;
  return true;
}
