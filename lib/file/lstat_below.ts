/** What is at a path that no link leads to, for folders whose content is not trusted. @module */

import { join } from "node:path";

/**
 * Looks at a path below a folder, and at every component on the way; undefined where one is missing,
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
