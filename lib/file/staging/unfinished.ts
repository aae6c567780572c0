/** Unfinished transfers: staging folders that earlier sessions left in a destination. @module */

import { join } from "node:path";
import { LocalError } from "../../errors.ts";
import { lstat } from "../lstat_below.ts";
import { permissionBits } from "../permission_bits.ts";
import { STAGING_NAME } from "../reserved_name.ts";
import { CommitJournal } from "./commit_journal.ts";
import { readOffer, type StagedOffer } from "./staged_offer.ts";
import { lockStaging } from "./staging_lock.ts";

/** A staging folder found on the disk. */
export interface UnfinishedTransfer extends StagedOffer {
  /** Its absolute path. */
  folder: string;
}

/** Lists the unfinished transfers that this program has left in a destination for this user. */
export function* listUnfinished(into: string): Generator<UnfinishedTransfer> {
  for (const { name, isDirectory } of Deno.readDirSync(into)) {
    if (!isDirectory || !STAGING_NAME.test(name)) continue;
    const folder = join(into, name);
    try {
      const info = Deno.lstatSync(folder);
      // Rejects another user's folder, and one in which other users could have written.
      if (!info.isDirectory || !isOwnersAlone(folder)) continue;
      if (info.uid !== null && info.uid !== Deno.uid()) continue;
      const offer = readOffer(folder, info);
      if (offer) yield { folder, ...offer };
    } catch { /* Not readable, so not a folder of this program and user. */ }
  }
}

/**
 * Whether other users cannot write in a staging folder. Where the file system has modes, they have no
 * rights at all, because a folder of the transfer may grant them some. Where it has none, every entry
 * shows the mount's, also the lock, which was created for its owner alone: those must grant no writing.
 */
export function isOwnersAlone(folder: string): boolean {
  const info = Deno.lstatSync(folder);
  if (isPrivate(info)) return true;
  if (((permissionBits(info) ?? 0) & 0o022) !== 0) return false;
  const lock = lstat(join(folder, "lock"));
  return lock !== undefined && !isPrivate(lock);
}

/** Whether other users have no rights. Never true where the file system has no modes and the mount grants some. */
export function isPrivate(info: Deno.FileInfo): boolean {
  return ((permissionBits(info) ?? 0) & 0o077) === 0;
}

/** The staging folders of earlier sessions of the same offer. */
export function unfinishedOf(into: string, offer: StagedOffer): string[] {
  const key = JSON.stringify([offer.names, offer.digest]);
  try {
    return Array.from(listUnfinished(into))
      .filter(({ names, digest }) => JSON.stringify([names, digest]) === key)
      .map(({ folder }) => folder);
  } catch (cause) {
    const text = `Cannot list ${JSON.stringify(into)}; check its permissions`;
    throw new LocalError("cannot_create", text, { cause });
  }
}

/** Locks the staging folder of an earlier session of the same offer in which no receiver works. */
export function claimUnfinished(
  into: string,
  offer: StagedOffer,
): { folder: string; lock: Deno.FsFile } | undefined {
  for (const folder of unfinishedOf(into, offer)) {
    const lock = lockStaging(folder);
    if (lock) return { folder, lock };
  }
  return undefined;
}

/** The names in the destination that an earlier session of the same offer had committed when it was killed. */
export function committedEarlier(into: string, offer: StagedOffer): Set<string> {
  const names = (folder: string) => new CommitJournal(folder).committedNames(into);
  return new Set(unfinishedOf(into, offer).flatMap(names));
}
