/** The lock of a staging folder, held while a receiver works in it. @module */

import { join } from "node:path";
import { lstatBelow } from "../lstat_below.ts";

/** Takes the lock of a staging folder; undefined where another receiver holds it. */
export function lockStaging(folder: string, create = false): Deno.FsFile | undefined {
  try {
    if (lstatBelow(folder, "lock")?.isFile === false) return undefined;
    const lock = Deno.openSync(join(folder, "lock"), { read: true, write: true, create });
    if (tryLock(lock)) return lock;
    lock.close();
  } catch { /* Without its lock file the folder is left alone. */ }
  return undefined;
}

/** Takes the lock; false where another process holds it. */
export function tryLock(file: Deno.FsFile): boolean | undefined {
  // Absent before Deno 2.9, where no transfer is resumed and so no two receivers share a folder.
  const locker = file as Deno.FsFile & { tryLockSync?: (exclusive: boolean) => boolean };
  return locker.tryLockSync?.(true);
}

/** Releases the lock and closes its file. Closing alone would leave the lock to child processes that are just starting. */
export function unlock(file: Deno.FsFile): void {
  const locker = file as Deno.FsFile & { unlockSync?: () => void };
  locker.unlockSync?.();
  file.close();
}
