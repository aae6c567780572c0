/**
 * The private folder inside the destination where a transfer is gathered and verified before
 * anything appears under its final name.
 *
 *     DIR/.sluice-3f9a…/        0700, random name
 *         offer.json            which offer it belongs to, and what tells this folder from a copy
 *         lock                  held while a receiver works in it
 *         placing.json          what is being put in place (placing.ts)
 *         kept/                 what that replaces, until all is in place
 *         beside                the same on other disks: a line for each file there
 *         pairing.json          how the sender and the receiver know each other (pairing_file.ts)
 *         tree/                 what has arrived in this session
 *         old-1/, …             what had arrived in earlier ones
 *
 * A file in `tree` or `old` is never believed because it is there: `StagedFile` verifies.
 *
 * @module
 */

import { dirname, join } from "node:path";
import { EntryError, entryError, noSuchName } from "../entry_error.ts";
import { localFault } from "../local_fault.ts";
import { permissionBits, receivedMode, setPermissionBits } from "../permission_bits.ts";
import type { SafePath } from "../safe_path.ts";
import {
  bytesHeld,
  emptyStaging,
  findEarlier,
  isPrivate,
  removeTree,
  type StagedOffer,
  sweep,
  tryLock,
  unlock,
  writeOffer,
} from "./unfinished.ts";
import { lstatBelow } from "../lstat_below.ts";
import {
  hasKept,
  keptFolder,
  noteBeside,
  notePlacing,
  restoreKept,
  takeBack,
} from "./commit_journal.ts";
import { newStagingName } from "../reserved_name.ts";
import { Spool } from "./spool.ts";
import { SyncBatch } from "./sync_batch.ts";

const CLASH =
  "it differs from another name only in a way this file system does not see (case, accents)";

/** Names of what earlier sessions left. */
const OLD = /^old-(\d+)$/;

/** A folder's times and mode, to be set when nothing more is written into it. */
interface OpenFolder {
  path: string;
  mode: number;
  mtime: number;
}

/** The staging folder of one transfer. */
export class Staging {
  /** Its absolute path. */
  readonly folder: string;
  /** Files whose content is not on the disk for sure yet. */
  readonly batch: SyncBatch = new SyncBatch();
  readonly #tree: string;
  readonly #lock: Deno.FsFile;
  readonly #old: string[];
  readonly #number: number;
  readonly #umask: number;
  readonly #open: OpenFolder[] = [];
  /** Folders whose owner may not write in them: they get their mode once they are in place. */
  readonly sealed: Spool<{ path: string; mode: number; mtime: number }>;
  #kept = false;

  private constructor(folder: string, lock: Deno.FsFile) {
    this.folder = folder;
    this.#lock = lock;
    this.#tree = join(folder, "tree");
    this.#old = retireTree(folder);
    this.#number = this.#old.length;
    this.sealed = new Spool(this.spoolPath("sealed"));
    // What the umask of this process takes away shows on a folder made with every bit asked for; the
    // folder it is in is private.
    Deno.mkdirSync(this.#tree, { mode: 0o777 });
    this.#umask = 0o777 & ~(permissionBits(Deno.lstatSync(this.#tree)) ?? 0o755);
    setPermissionBits(this.#tree, 0o700);
  }

  /**
   * Opens the staging folder of an earlier, unfinished transfer of the same offer, or makes a new one.
   *
   * @param into The destination, absolute and without links.
   * @param resume False: never an earlier one.
   * @throws {LocalError} where the destination cannot be written.
   */
  static open(into: string, offer: StagedOffer, resume: boolean): Staging {
    sweep(into);
    const earlier = resume ? findEarlier(into, offer) : undefined;
    if (earlier) {
      const { folder, lock } = earlier;
      try {
        restoreKept(into, folder);
        dropLinks(folder);
        takeBack(into, folder, join(folder, "tree"));
        return new Staging(folder, lock);
      } catch (cause) {
        lock.close();
        throw localFault(cause, `go on in ${JSON.stringify(folder)}`);
      }
    }
    for (let attempt = 1;; attempt++) {
      try {
        return Staging.#make(into, offer);
      } catch (cause) {
        // Another session may have taken what was there so far for a rest of a killed program.
        if (isSwept(cause) && attempt < 5) continue;
        throw localFault(cause, `write in ${JSON.stringify(into)}`);
      }
    }
  }

  static #make(into: string, offer: StagedOffer): Staging {
    const folder = join(into, newStagingName());
    Deno.mkdirSync(folder, { mode: 0o700 });
    const lock = Deno.openSync(join(folder, "lock"), {
      createNew: true,
      read: true,
      write: true,
      mode: 0o600,
    });
    try {
      if (tryLock(lock) === false) throw new Deno.errors.NotFound(`${folder}: swept away`);
      writeOffer(folder, offer);
      return new Staging(folder, lock);
    } catch (cause) {
      lock.close();
      throw cause;
    }
  }

  /** Whether an earlier session left something. */
  get hasEarlier(): boolean {
    return this.#old.length > 0;
  }

  /** Bytes of content that earlier sessions left, or, once this one has begun, that are here in all. */
  heldBytes(): number {
    return bytesHeld(this.folder);
  }

  /** A free path for a list of a kind: `digests`. */
  spoolPath(kind: string): string {
    return join(this.folder, `${kind}-${this.#number}`);
  }

  /** Where an entry is staged. */
  path(path: SafePath): string {
    return join(this.#tree, path);
  }

  /** The mode an entry is to end with; see {@linkcode receivedMode}. */
  finalMode(kind: "file" | "dir", mode: number | null): number {
    return receivedMode(kind, mode, this.#umask);
  }

  /** The mode to create a file with so that its owner can write it until it is finished. */
  workingMode(mode: number): number {
    return mode | 0o600;
  }

  /** Whether a file created with {@linkcode Staging.workingMode} has another mode than it shall have. */
  needsChmod(mode: number): boolean {
    return (this.workingMode(mode) & ~this.#umask) !== mode;
  }

  /** Makes a folder of the offer. @throws {EntryError} the disk takes it not. */
  makeFolder(path: SafePath, mode: number | null, mtime: number): void {
    this.#leaveFolders(path);
    try {
      this.#unseen(path, () => Deno.mkdirSync(this.path(path), { mode: 0o700 }));
    } catch (cause) {
      throw this.#entryFault(cause, path);
    }
    this.#open.push({ path, mode: this.finalMode("dir", mode), mtime });
  }

  /** Opens a file whose name was reserved: created, and closed again. */
  openReserved(path: SafePath): Deno.FsFile {
    try {
      return Deno.openSync(this.path(path), { write: true, truncate: true });
    } catch (cause) {
      throw localFault(cause, `store ${JSON.stringify(path)}`);
    }
  }

  /** Creates a file of the offer, empty. @throws {EntryError} the disk takes it not. */
  createFile(path: SafePath, mode: number | null): Deno.FsFile {
    this.#leaveFolders(path);
    try {
      return this.#unseen(path, () =>
        // Not for reading as well: each right asked for is judged anew, component by component.
        Deno.openSync(this.path(path), {
          createNew: true,
          write: true,
          mode: this.workingMode(this.finalMode("file", mode)),
        }));
    } catch (cause) {
      throw this.#entryFault(cause, path);
    }
  }

  /** Asks the disk whether it has such a name. @throws {EntryError} it has not. */
  probe(path: SafePath): void {
    this.createFile(path, null).close();
    this.removeFile(path);
  }

  /** Brings a file that an earlier session left to its place in this one; its size, or undefined: there is none. */
  takeEarlier(path: SafePath): number | undefined {
    this.#leaveFolders(path);
    for (const old of this.#old) {
      const from = join(old, path);
      try {
        const info = lstatBelow(old, path);
        // What is written into a file with a second name shows under that name as well.
        if (!info?.isFile || (info.nlink ?? 1) > 1) continue;
        if (((permissionBits(info) ?? 0o600) & 0o600) !== 0o600) Deno.chmodSync(from, 0o600);
        this.#unseen(path, () => Deno.renameSync(from, this.path(path)));
        return info.size;
      } catch (cause) {
        if (cause instanceof Deno.errors.NotFound || cause instanceof Deno.errors.NotADirectory) {
          continue;
        }
        const doing = `resume ${JSON.stringify(path)}`;
        // What the disk has no name for, it did not keep either.
        const reason = entryError(cause, doing)?.reason;
        if (reason !== "length" && reason !== "characters") throw localFault(cause, doing);
      }
    }
    return undefined;
  }

  /** Takes a file out again. */
  removeFile(path: SafePath): void {
    this.#unseen(path, () => Deno.removeSync(this.path(path)));
  }

  /**
   * Where files are announced first, the content of one may come when its folder was left and has
   * its times: what happens to the file must not show on them.
   */
  #unseen<T>(path: SafePath, action: () => T): T {
    const parent = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    if (parent === "" || this.#open.at(-1)?.path === parent) return action();
    const folder = join(this.#tree, parent);
    const { atime, mtime } = Deno.lstatSync(folder);
    const result = action();
    if (atime && mtime) Deno.utimeSync(folder, atime, mtime);
    return result;
  }

  /** Sets the times of the folders that a path is not in: their content is complete. */
  #leaveFolders(path: string): void {
    for (;;) {
      const folder = this.#open.at(-1);
      if (folder === undefined || path.startsWith(folder.path + "/")) return;
      this.#open.pop();
      const staged = join(this.#tree, folder.path);
      if ((folder.mode & 0o700) === 0o700) setPermissionBits(staged, folder.mode);
      else this.sealed.add(folder);
      Deno.utimeSync(staged, folder.mtime / 1000, folder.mtime / 1000);
    }
  }

  /** Tells what concerns this entry alone from what ends the transfer. */
  #entryFault(cause: unknown, path: string): Error {
    const doing = `store ${JSON.stringify(path)}`;
    const parent = join(this.#tree, path.slice(0, Math.max(0, path.lastIndexOf("/"))));
    const name = path.slice(path.lastIndexOf("/") + 1);
    switch ((cause as { code?: unknown }).code) {
      case "EEXIST": {
        const isSame = Array.from(Deno.readDirSync(parent)).some((each) => each.name === name);
        return isSame
          ? new EntryError(doing, "duplicate", "it came before", { cause })
          : new EntryError(doing, "clash", CLASH, { cause });
      }
      case "EPERM":
        // The folder is ours. Some drivers say so of names.
        return noSuchName(doing, cause);
      case "ENOENT":
        // exFAT by FUSE, and Windows, say so of names.
        if (lstatBelow(parent, "")?.isDirectory) return noSuchName(doing, cause);
    }
    return entryError(cause, doing) ?? localFault(cause, doing);
  }

  /** Ends the gathering: everything is on the disk, folders have their times, what is to be placed is written down. */
  async settle(): Promise<string> {
    this.#leaveFolders("");
    await this.batch.flush();
    notePlacing(this.folder, this.#tree);
    return this.#tree;
  }

  /** For `place`: where it keeps what it replaces, and writes down what is elsewhere for a moment. */
  get forPlacing(): {
    kept: string;
    recovers: boolean;
    note: (beside: { at: string; name?: string }) => void;
  } {
    return {
      kept: keptFolder(this.folder),
      recovers: isPrivate(Deno.lstatSync(this.folder)),
      note: (beside) => noteBeside(this.folder, beside),
    };
  }

  /** Leaves the folder for a later session. */
  keep(): void {
    this.#kept = true;
    this.close();
  }

  /** Removes the folder and what is in it, unless it was kept. */
  remove(): void {
    if (this.#kept) return this.close();
    try {
      if (hasKept(this.folder)) restoreKept(dirname(this.folder), this.folder);
    } catch {
      // A file of the user's is in it.
      return this.close();
    }
    // Where descriptors ran out, looking into a folder takes one of those; Windows keeps open files.
    this.batch.drop();
    this.sealed.close();
    try {
      emptyStaging(this.folder);
      this.close();
      removeTree(this.folder);
    } catch {
      this.close();
      /* what cannot be removed is in a folder of ours with our prefix: --list-partial shows it */
    }
  }

  /** Lets go of open files. */
  close(): void {
    this.batch.drop();
    this.sealed.close();
    try {
      unlock(this.#lock);
    } catch { /* closed before */ }
  }
}

/** Gives a folder in place the mode and time that kept it from being written in before. */
export function sealFolder(path: string, mode: number, mtime: number): void {
  setPermissionBits(path, mode);
  Deno.utimeSync(path, mtime / 1000, mtime / 1000);
}

/** Whether it says that a folder which was being made was there no more, or locked. */
function isSwept(cause: unknown): boolean {
  return cause instanceof Deno.errors.NotFound || cause instanceof Deno.errors.AlreadyExists;
}

/** Removes what should be the folders of earlier sessions and is none: nothing is reached through a link. */
function dropLinks(folder: string): void {
  for (const { name, isDirectory } of [...Deno.readDirSync(folder)]) {
    if (!isDirectory && (name === "tree" || OLD.test(name))) Deno.removeSync(join(folder, name));
  }
}

/** An earlier session's `tree` becomes the newest `old-N`; all of them, newest first. */
function retireTree(folder: string): string[] {
  const numbers = Array.from(Deno.readDirSync(folder), ({ name }) => OLD.exec(name)?.[1])
    .filter((n) => n !== undefined).map(Number).sort((a, b) => b - a);
  try {
    const next = (numbers[0] ?? 0) + 1;
    Deno.renameSync(join(folder, "tree"), join(folder, `old-${next}`));
    numbers.unshift(next);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
  }
  return numbers.map((n) => join(folder, `old-${n}`));
}
