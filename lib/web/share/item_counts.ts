/** The number of entries in each of some folders, for their rows. @module */

import { isReservedName } from "../../file/reserved_name.ts";
import type { SharedEntry } from "./shared_tree.ts";

/** Milliseconds that the folders of a page are counted for. Further ones have no count. */
const TIME = 100;
/** Bytes of a folder's own record on the disk from which it is not counted: some thousand entries. */
const LARGE = 256 * 1024;

/** Returns the numbers of files and folders directly in each folder, where counting takes no time. */
export function itemCounts(entries: readonly SharedEntry[]): Map<SharedEntry, number> {
  const counts = new Map<SharedEntry, number>();
  const end = performance.now() + TIME;
  for (const entry of entries) {
    if (entry.kind !== "dir") continue;
    if (performance.now() > end) break;
    const count = countOf(entry.source);
    if (count !== undefined) counts.set(entry, count);
  }
  return counts;
}

function countOf(folder: string): number | undefined {
  try {
    const info = Deno.lstatSync(folder);
    if (!info.isDirectory || info.size > LARGE) return undefined;
    let count = 0;
    for (const { name, isSymlink } of Deno.readDirSync(folder)) {
      if (!isSymlink && !isReservedName(name)) count++;
    }
    return count;
  } catch {
    return undefined;
  }
}
