/** How much room a destination has for a transfer. @module */

import { join } from "node:path";
import { bytesBelow, bytesHeld, earlierOf, type StagedOffer } from "./unfinished.ts";
import { placedNames } from "./commit_journal.ts";

/** Bytes that this user may still write in a folder; undefined where the system does not say. */
export async function freeBytes(folder: string): Promise<number | undefined> {
  try {
    const { statfs } = await import("node:fs/promises");
    const { blocks, bavail, bsize } = await statfs(folder);
    // Some file systems that are no disks report nothing but zeros.
    return blocks > 0 ? bavail * bsize : undefined;
  } catch {
    return undefined;
  }
}

/** Bytes of content that earlier sessions of an offer have left in a destination. */
export function stagedBytes(into: string, offer: StagedOffer): number {
  let bytes = 0;
  for (const folder of earlierOf(into, offer)) {
    bytes += bytesHeld(folder);
    for (const name of placedNames(into, folder)) bytes += bytesBelow(join(into, name));
  }
  return bytes;
}
