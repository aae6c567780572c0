/** Information about paths, without following links. @module */

import { join } from "node:path";

/** Codes of paths that cannot exist: a name that the file system cannot hold, or one below a file. */
const NO_NAME: readonly unknown[] = ["ENAMETOOLONG", "EINVAL", "EILSEQ", "ENOTDIR"];

/** Information about a path, the last component not followed; undefined where nothing exists or can exist. */
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
 * Information about a path below a folder whose content is not trusted. Undefined where a component is
 * missing, or one on the way is not a folder but, for example, a link. The folder itself is checked as well.
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
