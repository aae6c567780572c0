/** Removal of unfinished transfers. @module */

import { dirname, join } from "node:path";
import { KeptFiles } from "./kept_files.ts";
import { removeTree } from "./remove_tree.ts";
import { lockStaging, unlock } from "./staging_lock.ts";
import type { UnfinishedTransfer } from "./unfinished.ts";

/**
 * Removes an unfinished transfer; false where a receiver works in it.
 *
 * @throws {LocalError} it keeps a file that cannot be put back where it was; nothing is removed.
 */
export function discardUnfinished({ folder, names }: UnfinishedTransfer): boolean {
  const lock = lockStaging(folder, names.length === 0);
  if (lock === undefined) return false;
  try {
    new KeptFiles(folder).restore(dirname(folder));
  } catch (cause) {
    unlock(lock);
    throw cause;
  }
  emptyStaging(folder);
  unlock(lock);
  removeTree(folder);
  return true;
}

/** Removes everything in a staging folder but its lock, which keeps other receivers out until then. */
export function emptyStaging(folder: string): void {
  const names = Array.from(Deno.readDirSync(folder), ({ name }) => name);
  // Last, so that the next session of the same offer finds the folder if this is interrupted.
  const last = ["placing.json", "offer.json"].filter((name) => names.includes(name));
  const first = names.filter((name) => name !== "lock" && !last.includes(name));
  for (const name of [...first, ...last]) removeTree(join(folder, name));
}
