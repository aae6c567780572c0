/** Errors of one entry of a commit. @module */

import { EntryError, entryError, noSuchName } from "../entry_error.ts";
import { lstat } from "../lstat_below.ts";

/**
 * The error of one entry that cannot be committed; undefined where the fault concerns all entries.
 *
 * @param folder The folder in the destination that it was to be moved into.
 */
export function commitError(cause: unknown, path: string, folder: string): EntryError | undefined {
  const doing = `store ${JSON.stringify(path)}`;
  if ((cause as { code?: unknown }).code !== "ENOENT") return entryError(cause, doing);
  return lstat(folder)?.isDirectory
    ? noSuchName(doing, cause)
    : new EntryError(doing, "place", "its folder does not exist", { cause });
}

/**
 * Why a file could not replace another. Windows does not replace one that is read-only, which its mode
 * shows there; on other systems only the folder's rights count.
 */
export function replaceError(
  cause: unknown,
  path: string,
  mode: number | null,
  os: string = Deno.build.os,
): unknown {
  if (os !== "windows" || mode === null || (mode & 0o200) !== 0) return cause;
  const why = "the existing file is read-only; clear that with attrib -R and try again";
  return new EntryError(`replace ${JSON.stringify(path)}`, "place", why, { cause });
}
