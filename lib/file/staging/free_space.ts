/** How much room a destination has for a transfer. @module */

import { join } from "node:path";
import { CommitJournal } from "./commit_journal.ts";
import { bytesBelow, heldBytes } from "./held_bytes.ts";
import type { StagedOffer } from "./staged_offer.ts";
import { unfinishedOf } from "./unfinished.ts";

/** Bytes that this user may still write in a folder; undefined where the system does not say. */
export async function freeBytes(folder: string): Promise<number | undefined> {
  try {
    const { statfs } = await import("node:fs/promises");
    const { blocks, bavail, bsize } = await statfs(folder);
    // Some file systems without a disk report nothing but zeros.
    return blocks > 0 ? bavail * bsize : undefined;
  } catch {
    return undefined;
  }
}

/** Bytes of content that earlier sessions of an offer have left in a destination. */
export function stagedBytes(into: string, offer: StagedOffer): number {
  let bytes = 0;
  for (const folder of unfinishedOf(into, offer)) {
    bytes += heldBytes(folder);
    for (const name of new CommitJournal(folder).committedNames(into)) {
      bytes += bytesBelow(join(into, name));
    }
  }
  return bytes;
}
