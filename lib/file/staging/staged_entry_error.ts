/** Errors of one entry of a staged tree. @module */

import { join } from "node:path";
import { EntryError, entryError, noSuchName } from "../entry_error.ts";
import { localFault } from "../local_fault.ts";
import { lstatBelow } from "../lstat_below.ts";

const CLASH = "another name differs only in case or accents, which this file system ignores";

/**
 * Distinguishes an error of one entry (an {@linkcode EntryError}) from one that ends the transfer.
 *
 * @param root The staged tree.
 * @param path The entry that could not be created in it.
 */
export function stagedEntryError(cause: unknown, root: string, path: string): Error {
  const doing = `store ${JSON.stringify(path)}`;
  const parent = join(root, path.slice(0, Math.max(0, path.lastIndexOf("/"))));
  const name = path.slice(path.lastIndexOf("/") + 1);
  switch ((cause as { code?: unknown }).code) {
    case "EEXIST": {
      const isSame = Array.from(Deno.readDirSync(parent)).some((each) => each.name === name);
      return isSame
        ? new EntryError(doing, "duplicate", "the same name arrived before", { cause })
        : new EntryError(doing, "clash", CLASH, { cause });
    }
    case "EPERM":
      // The folder belongs to this process. Some drivers reject names with this code.
      return noSuchName(doing, cause);
    case "ENOENT":
      // exFAT through FUSE, and Windows, reject names with this code.
      if (lstatBelow(parent, "")?.isDirectory) return noSuchName(doing, cause);
  }
  return entryError(cause, doing) ?? localFault(cause, doing);
}
