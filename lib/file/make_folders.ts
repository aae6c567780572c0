/** Folders of a destination that others may write in as well. @module */

import { join } from "node:path";
import { LocalError } from "../errors.ts";
import { kindClash } from "./existing_name.ts";
import { lstat } from "./lstat_below.ts";
import type { SafePath } from "./safe_path.ts";

/**
 * Creates a folder below a destination with the folders around it; those that exist are kept. Follows no
 * links.
 *
 * @returns the absolute paths of the folders that got a new entry, the outermost first.
 * @throws {LocalError} code `exists` if a name on the way is not that of a folder.
 */
export function makeFolders(into: string, path: SafePath | ""): string[] {
  const changed: string[] = [];
  let at = into;
  let shown = "";
  for (const name of path === "" ? [] : path.split("/")) {
    const parent = at;
    at = join(at, name);
    shown = shown === "" ? name : `${shown}/${name}`;
    if (isFolder(at, shown)) continue;
    try {
      Deno.mkdirSync(at);
      changed.push(parent);
    } catch (cause) {
      // Created at the same moment.
      if (!(cause instanceof Deno.errors.AlreadyExists) || !isFolder(at, shown)) throw cause;
    }
  }
  return changed;
}

function isFolder(path: string, shown: string): boolean {
  const info = lstat(path);
  if (info === undefined) return false;
  if (info.isDirectory) return true;
  throw new LocalError("exists", `Cannot store ${JSON.stringify(shown)}: ${kindClash(info)}`);
}
