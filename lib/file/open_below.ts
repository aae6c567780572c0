/** Opens files below a folder without following links. @module */

import { join } from "node:path";
import { isSameFile } from "./is_same_file.ts";
import { lstatBelow } from "./lstat_below.ts";

/**
 * Opens a plain file for reading if neither it nor a folder on the way is a link.
 *
 * Opening by name follows links, so the opened file is compared with the one that was found by looking at
 * each component, before and after: a name may be replaced by a link in between.
 *
 * @param path Relative, with `/` between components; "" for the folder itself, where that is a file.
 * @returns undefined where there is no such file, or where it was replaced meanwhile.
 */
export function openBelow(folder: string, path: string): Deno.FsFile | undefined {
  const before = lstatBelow(folder, path);
  // A pipe or a device could block when it is opened.
  if (!before?.isFile) return undefined;
  const file = Deno.openSync(join(folder, path), { read: true });
  try {
    const opened = file.statSync();
    const after = lstatBelow(folder, path);
    if (after && isSameFile(opened, before) && isSameFile(opened, after)) return file;
  } catch (error) {
    file.close();
    throw error;
  }
  file.close();
  return undefined;
}
