/** What killed programs left in a destination. @module */

import { discardUnfinished } from "./discard_unfinished.ts";
import { KeptFiles } from "./kept_files.ts";
import { lockStaging, unlock } from "./staging_lock.ts";
import { listUnfinished } from "./unfinished.ts";

/**
 * Removes the orphans of programs that were killed while they created or removed a staging folder, and
 * restores the files that others were replacing when they were killed.
 */
export function cleanOrphans(into: string): void {
  try {
    for (const found of [...listUnfinished(into)]) {
      if (found.names.length === 0) discardUnfinished(found);
      else restoreIn(into, found.folder);
    }
  } catch { /* An orphan that cannot be removed does no harm. */ }
}

function restoreIn(into: string, folder: string): void {
  const kept = new KeptFiles(folder);
  if (!kept.exist) return;
  const lock = lockStaging(folder);
  if (lock === undefined) return;
  try {
    kept.restore(into);
  } finally {
    unlock(lock);
  }
}
