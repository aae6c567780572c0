/** Copies to another disk, where a rename does not reach. @module */

import { writeAll } from "../../bytes.ts";
import { IntegrityError } from "../../errors.ts";
import { COPY_BYTES } from "../../limits.ts";
import { setPermissionBits } from "../permission_bits.ts";

/**
 * Copies a file under a new name, reads the copy back, gives it mode and time, and syncs it.
 *
 * @throws {IntegrityError} the copy differs from the original.
 */
export async function copyFile(from: string, to: string, signal?: AbortSignal): Promise<void> {
  const info = Deno.lstatSync(from);
  const { mode } = info;
  if (mode !== null && (mode & 0o400) === 0) setPermissionBits(from, 0o600);
  using source = Deno.openSync(from, { read: true });
  using target = Deno.openSync(to, { read: true, write: true, createNew: true, mode: 0o600 });
  const one = new Uint8Array(COPY_BYTES);
  for (let count; (count = await source.read(one)) !== null;) {
    signal?.throwIfAborted();
    await writeAll(target, one.subarray(0, count));
  }
  await target.syncData();
  source.seekSync(0, Deno.SeekMode.Start);
  target.seekSync(0, Deno.SeekMode.Start);
  const other = new Uint8Array(COPY_BYTES);
  for (;;) {
    signal?.throwIfAborted();
    const [read, written] = [await fill(source, one), await fill(target, other)];
    if (read !== written || !isSame(one.subarray(0, read), other.subarray(0, read))) {
      throw new IntegrityError(
        "digest_mismatch",
        `${JSON.stringify(to)} is damaged: the copy differs from the original; check the disk`,
      );
    }
    if (read === 0) break;
  }
  keepProperties(to, info);
  await target.sync();
}

/** Gives a copy the time of the original, and its mode where the file system has modes. */
export function keepProperties(to: string, { mode, mtime }: Deno.FileInfo): void {
  try {
    if (mode !== null) setPermissionBits(to, mode & 0o777);
  } catch { /* FAT has no modes. */ }
  if (mtime) Deno.utimeSync(to, mtime, mtime);
}

/** Reads until the buffer is full or the file ends. */
async function fill(file: Deno.FsFile, buffer: Uint8Array): Promise<number> {
  let at = 0;
  for (let count; (count = await file.read(buffer.subarray(at))) !== null && count > 0;) {
    at += count;
  }
  return at;
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
}
