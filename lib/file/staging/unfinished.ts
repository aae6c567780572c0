/** Staging folders that are on the disk already: whose they are, which to go on with, how they go. @module */

import { dirname, join } from "node:path";
import { LocalError } from "../../errors.ts";
import { lstat, lstatBelow } from "../lstat_below.ts";
import { permissionBits } from "../permission_bits.ts";
import { hasKept, openFolders, placedNames, restoreKept } from "./commit_journal.ts";
import { STAGING_NAME } from "../reserved_name.ts";

/** Form of `offer.json`. */
const FORMAT = 2;

/** What a staging folder belongs to. */
export interface StagedOffer {
  /** Top-level names of the offer. */
  names: string[];
  /** Name of its digest. */
  digest: string;
}

/** A staging folder as found on the disk. */
export interface EarlierStaging extends StagedOffer {
  /** Its absolute path. */
  folder: string;
}

/** Writes down in a new staging folder which offer it belongs to. */
export function writeOffer(folder: string, offer: StagedOffer): void {
  const made = mark(Deno.lstatSync(folder));
  const text = JSON.stringify({ format: FORMAT, made, ...offer });
  Deno.writeTextFileSync(join(folder, "offer.json"), text, { createNew: true, mode: 0o600 });
}

/**
 * What the file system alone gives a folder when it is made. Content that is received, unpacked or
 * copied can look like a staging folder in everything else, but cannot hold this. Undefined where the
 * file system has neither: no folder is believed there.
 */
function mark({ ino, birthtime }: Deno.FileInfo): string | undefined {
  if (ino === null && birthtime === null) return undefined;
  return `${ino ?? ""}:${birthtime?.getTime() ?? ""}`;
}

/** Whether no other user has a right to it. Never so where the file system has no modes and the mount gives some. */
export function isPrivate(info: Deno.FileInfo): boolean {
  return ((permissionBits(info) ?? 0) & 0o077) === 0;
}

/** All unfinished transfers in a destination that this program has left there for this user. */
export function* listEarlier(into: string): Generator<EarlierStaging> {
  for (const { name, isDirectory } of Deno.readDirSync(into)) {
    if (!isDirectory || !STAGING_NAME.test(name)) continue;
    const folder = join(into, name);
    try {
      const info = Deno.lstatSync(folder);
      // Another user's folder, or one that others could have written in, is not believed.
      if (!info.isDirectory || !isPrivate(info)) continue;
      if (info.uid !== null && info.uid !== Deno.uid()) continue;
      const offer = readOffer(folder, mark(info));
      if (offer) yield { folder, ...offer };
    } catch { /* unreadable: not one of ours */ }
  }
}

/** Which offer a staging folder is of; one without names where it is a rest that is of none. */
function readOffer(folder: string, made: string | undefined): StagedOffer | undefined {
  let offer;
  try {
    // Not of this program: a link leads elsewhere, reading a pipe never ends.
    if (lstatBelow(folder, "offer.json")?.isFile === false) return undefined;
    offer = JSON.parse(Deno.readTextFileSync(join(folder, "offer.json")));
  } catch (cause) {
    // A program was killed while it made the folder, or while it removed it. It makes the content
    // after the offer is written, and removes it before: what has some is not a rest of that.
    const isRest = cause instanceof Deno.errors.NotFound || cause instanceof SyntaxError;
    return isRest && isBare(folder) ? { names: [], digest: "" } : undefined;
  }
  const isOurs = offer?.format === FORMAT && made !== undefined && offer.made === made;
  if (!isOurs || !Array.isArray(offer.names)) return undefined;
  return { names: offer.names.map(String), digest: String(offer.digest) };
}

/** Whether nothing is in a staging folder but what is made first. */
function isBare(folder: string): boolean {
  return Array.from(Deno.readDirSync(folder))
    .every(({ name, isFile }) => isFile && (name === "lock" || name === "offer.json"));
}

/**
 * Removes an unfinished transfer; false where a receiver is at work in it.
 *
 * @throws {LocalError} it keeps a file that cannot be put back where it was; nothing is removed.
 */
export function discardEarlier({ folder, names }: EarlierStaging): boolean {
  const lock = openLock(folder, names.length === 0);
  if (lock === undefined) return false;
  try {
    restoreKept(dirname(folder), folder);
  } catch (cause) {
    unlock(lock);
    throw cause;
  }
  emptyStaging(folder);
  unlock(lock);
  removeTree(folder);
  return true;
}

/** The lock of a staging folder, taken; undefined where somebody else has it. */
function openLock(folder: string, create = false): Deno.FsFile | undefined {
  try {
    if (lstatBelow(folder, "lock")?.isFile === false) return undefined;
    const lock = Deno.openSync(join(folder, "lock"), { read: true, write: true, create });
    if (tryLock(lock)) return lock;
    lock.close();
  } catch { /* its lock is gone: leave it alone */ }
  return undefined;
}

/** Bytes of content in a staging folder. */
export function bytesHeld(folder: string): number {
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

/** The names in the destination that an earlier session of the same offer had placed when it was killed. */
export function placedEarlier(into: string, offer: StagedOffer): Set<string> {
  return new Set(earlierOf(into, offer).flatMap((folder) => placedNames(into, folder)));
}

/** The staging folders of earlier sessions of the same offer. */
export function earlierOf(into: string, offer: StagedOffer): string[] {
  const key = JSON.stringify([offer.names, offer.digest]);
  try {
    return Array.from(listEarlier(into))
      .filter(({ names, digest }) => JSON.stringify([names, digest]) === key)
      .map(({ folder }) => folder);
  } catch (cause) {
    throw new LocalError("cannot_create", `write in ${JSON.stringify(into)}: cannot list it`, {
      cause,
    });
  }
}

/**
 * Takes away what programs left that were killed while they made or removed a staging folder, and puts
 * back what others were replacing when they were killed.
 */
export function sweep(into: string): void {
  try {
    for (const found of [...listEarlier(into)]) {
      if (found.names.length === 0) discardEarlier(found);
      else if (hasKept(found.folder)) restoreIn(into, found.folder);
    }
  } catch { /* a rest that cannot be removed does no harm */ }
}

function restoreIn(into: string, folder: string): void {
  const lock = openLock(folder);
  if (lock === undefined) return;
  try {
    restoreKept(into, folder);
  } finally {
    unlock(lock);
  }
}

/** The staging folder of an earlier session of the same offer that nobody is at work in, and its lock. */
export function findEarlier(
  into: string,
  offer: StagedOffer,
): { folder: string; lock: Deno.FsFile } | undefined {
  for (const folder of earlierOf(into, offer)) {
    const lock = openLock(folder);
    if (lock) return { folder, lock };
  }
  return undefined;
}

/** Takes the lock; false where somebody else has it. */
export function tryLock(file: Deno.FsFile): boolean | undefined {
  // Absent before Deno 2.9; there nothing is resumed, so nobody meets.
  const locker = file as Deno.FsFile & { tryLockSync?: (exclusive: boolean) => boolean };
  return locker.tryLockSync?.(true);
}

/** Gives the lock back and closes its file: only to close it would leave it to processes that are just being started. */
export function unlock(file: Deno.FsFile): void {
  const locker = file as Deno.FsFile & { unlockSync?: () => void };
  locker.unlockSync?.();
  file.close();
}

/** Removes what is in a staging folder but its lock: while that is held, nobody else goes on with it. */
export function emptyStaging(folder: string): void {
  const names = Array.from(Deno.readDirSync(folder), ({ name }) => name);
  // Should this be broken off, the next session of the same offer is to find it.
  const last = ["placing.json", "offer.json"].filter((name) => names.includes(name));
  const first = names.filter((name) => name !== "lock" && !last.includes(name));
  for (const name of [...first, ...last]) removeTree(join(folder, name));
}

/** Removes a tree, also one with folders that nobody may write in. */
export function removeTree(folder: string): void {
  try {
    Deno.removeSync(folder, { recursive: true });
  } catch {
    openFolders(folder);
    removeEach(folder);
  }
}

/** Removes a tree with one descriptor at a time: the runtime takes one for each folder on the way down. */
function removeEach(path: string): void {
  if (Deno.lstatSync(path).isDirectory) {
    for (const { name } of [...Deno.readDirSync(path)]) removeEach(join(path, name));
  }
  Deno.removeSync(path);
}
