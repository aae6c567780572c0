/** Removal of a tree of files. @module */

import { join } from "node:path";
import { makeWritable } from "./make_writable.ts";

/** Removes a tree, including folders whose mode keeps their owner from changing them. */
export function removeTree(folder: string): void {
  try {
    Deno.removeSync(folder, { recursive: true });
  } catch {
    makeWritable(folder);
    removeEach(folder);
  }
}

/** Removes a tree with one open descriptor at a time: the runtime holds one for each level. */
function removeEach(path: string): void {
  if (Deno.lstatSync(path).isDirectory) {
    for (const { name } of [...Deno.readDirSync(path)]) removeEach(join(path, name));
  }
  Deno.removeSync(path);
}
