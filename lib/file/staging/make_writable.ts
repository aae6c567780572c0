/** Access for the owner to folders that were received with other modes. @module */

import { join } from "node:path";
import { lstat } from "../lstat_below.ts";
import { setPermissionBits } from "../permission_bits.ts";

/** Gives the owner all rights in a folder and those below, so that their content can be moved or removed. */
export function makeWritable(path: string): void {
  if (!lstat(path)?.isDirectory) return;
  setPermissionBits(path, 0o700);
  for (const { name, isDirectory } of Deno.readDirSync(path)) {
    if (isDirectory) makeWritable(join(path, name));
  }
}
