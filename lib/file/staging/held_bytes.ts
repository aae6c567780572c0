/** How much content is on the disk. @module */

import { join } from "node:path";
import { lstat } from "../lstat_below.ts";

/** Bytes of content in a staging folder. */
export function heldBytes(folder: string): number {
  let bytes = 0;
  for (const { name } of Deno.readDirSync(folder)) {
    if (name === "tree" || name.startsWith("old-")) bytes += bytesBelow(join(folder, name));
  }
  return bytes;
}

/** Bytes of a file, or of the files below a folder. */
export function bytesBelow(path: string): number {
  const info = lstat(path);
  if (info?.isFile) return info.size;
  if (!info?.isDirectory) return 0;
  let bytes = 0;
  for (const { name } of Deno.readDirSync(path)) bytes += bytesBelow(join(path, name));
  return bytes;
}
