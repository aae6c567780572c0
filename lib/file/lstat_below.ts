/** What is at a path, links not followed. @module */

import { join } from "node:path";

/** Codes of a path at which nothing can be: a name that the file system does not have, or one below a file. */
const NO_NAME: readonly unknown[] = ["ENAMETOOLONG", "EINVAL", "EILSEQ", "ENOTDIR"];

/** What is at a path, the last component not followed; undefined where nothing is, or can be. */
export function lstat(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return undefined;
    if (NO_NAME.includes((cause as { code?: unknown }).code)) return undefined;
    throw cause;
  }
}

/**
 * For folders whose content is not trusted: looks at a path below a folder, and at every component on the way; undefined where one is missing,
 * or is a link or anything else than a folder. The folder itself is looked at as well.
 *
 * @param path Relative, with `/` between components; "" for the folder itself.
 */
export function lstatBelow(folder: string, path: string): Deno.FileInfo | undefined {
  let at = folder;
  let info: Deno.FileInfo;
  try {
    info = Deno.lstatSync(at);
    for (const name of path === "" ? [] : path.split("/")) {
      if (!info.isDirectory) return undefined;
      info = Deno.lstatSync(at = join(at, name));
    }
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound || cause instanceof Deno.errors.NotADirectory) {
      return undefined;
    }
    throw cause;
  }
  return info;
}
