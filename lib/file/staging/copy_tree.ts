/** Copies of files and folders on another disk, where a rename does not reach. @module */

import { join } from "node:path";
import { lstat } from "../lstat_below.ts";
import { commitError } from "./commit_error.ts";
import { copyFile, keepProperties } from "./copy_file.ts";
import { removeTree } from "./remove_tree.ts";
import { syncFolder } from "./sync_folder.ts";

/** Options of {@linkcode copyTree}. */
export interface CopyTreeOptions {
  /** Told of an entry in a folder that was copied without it. */
  onFailed: (path: string, why: string) => void;
  /** Interrupts the copy. Default: none. */
  signal?: AbortSignal | undefined;
}

/**
 * Copies a file or a folder with its content, and syncs it.
 *
 * @param tree The folder that `path` is in.
 * @param to Where the copy goes.
 */
export async function copyTree(
  tree: string,
  path: string,
  to: string,
  options: CopyTreeOptions,
): Promise<void> {
  const from = join(tree, path);
  const info = Deno.lstatSync(from);
  if (!info.isDirectory) return await copyFile(from, to, options.signal);
  Deno.mkdirSync(to, { mode: 0o700 });
  for (const { name } of [...Deno.readDirSync(from)]) {
    const inner = `${path}/${name}`;
    try {
      await copyTree(tree, inner, join(to, name), options);
    } catch (cause) {
      const fault = commitError(cause, inner, to);
      if (fault === undefined) throw cause;
      removeQuietly(join(to, name));
      options.onFailed(inner, fault.why);
    }
  }
  keepProperties(to, info);
  syncFolder(to);
}

/** Removes a file or a folder if it is there and can be removed. */
export function removeQuietly(path: string): void {
  try {
    if (lstat(path)) removeTree(path);
  } catch { /* It is in the notes, so that the next session in this folder removes it. */ }
}
