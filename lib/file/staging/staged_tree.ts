/** The tree of a staging folder, in which the entries of a transfer are created. @module */

import { join, sep as SEPARATOR } from "node:path";
import { entryError } from "../entry_error.ts";
import { localFault } from "../local_fault.ts";
import { lstatBelow } from "../lstat_below.ts";
import { permissionBits, setPermissionBits } from "../permission_bits.ts";
import type { SafePath } from "../safe_path.ts";
import { applyFinalMode } from "./apply_final_mode.ts";
import { Spool } from "./spool.ts";
import { StagedModes } from "./staged_modes.ts";
import { stagedEntryError } from "./staged_entry_error.ts";
import { SyncBatch } from "./sync_batch.ts";

/** A folder's mode and time, to be set once nothing more is written into it. */
interface FinalMode {
  path: string;
  mode: number;
  mtime: number;
}

/** Where the trees are. */
export interface StagedTreeOptions {
  /** The tree's absolute path; it is created. */
  root: string;
  /** Trees of earlier sessions, the newest first. */
  old: readonly string[];
  /** A file for {@linkcode StagedTree.deferredModes}, created when memory does not suffice. */
  spool: string;
}

/** Files and folders of one session, before they are committed. */
export class StagedTree {
  /** Its absolute path. */
  readonly root: string;
  /** Modes for its entries. */
  readonly modes: StagedModes;
  /** Finished files whose content may not be on the disk yet. */
  readonly batch: SyncBatch = new SyncBatch();
  /** Folders whose owner may not write in them: they get their mode once they are committed. */
  readonly deferredModes: Spool<FinalMode>;
  readonly #old: readonly string[];
  readonly #open: FinalMode[] = [];

  /** Creates the tree. */
  constructor({ root, old, spool }: StagedTreeOptions) {
    this.root = root;
    this.#old = old;
    this.deferredModes = new Spool(spool);
    // A folder created with every bit shows what the umask takes away. Its parent is private.
    Deno.mkdirSync(root, { mode: 0o777 });
    this.modes = new StagedModes(0o777 & ~(permissionBits(Deno.lstatSync(root)) ?? 0o755));
    setPermissionBits(root, 0o700);
  }

  /** Where an entry is staged. */
  path(path: SafePath): string {
    // The path has nothing to normalize, and this is called several times for each entry.
    return this.root + SEPARATOR + (SEPARATOR === "/" ? path : path.replaceAll("/", SEPARATOR));
  }

  /** Creates a folder of the offer. @throws {EntryError} the disk does not take this one. */
  makeFolder(path: SafePath, mode: number | null, mtime: number): void {
    this.#leaveFolders(path);
    try {
      this.#keepingTimes(path, () => Deno.mkdirSync(this.path(path), { mode: 0o700 }));
    } catch (cause) {
      throw stagedEntryError(cause, this.root, path);
    }
    this.#open.push({ path, mode: this.modes.final("dir", mode), mtime });
  }

  /** Creates an empty file of the offer. @throws {EntryError} the disk does not take this one. */
  createFile(path: SafePath, mode: number | null): Deno.FsFile {
    this.#leaveFolders(path);
    try {
      return this.#keepingTimes(path, () =>
        // Not for reading as well: the runtime checks each requested right, component by component.
        Deno.openSync(this.path(path), {
          createNew: true,
          write: true,
          mode: this.modes.working(this.modes.final("file", mode)),
        }));
    } catch (cause) {
      throw stagedEntryError(cause, this.root, path);
    }
  }

  /** Opens a file that was created before to reserve its name. */
  openReserved(path: SafePath): Deno.FsFile {
    try {
      return Deno.openSync(this.path(path), { write: true, truncate: true });
    } catch (cause) {
      throw localFault(cause, `store ${JSON.stringify(path)}`);
    }
  }

  /** Checks that the disk can hold a name. @throws {EntryError} it cannot. */
  probe(path: SafePath): void {
    this.createFile(path, null).close();
    this.removeFile(path);
  }

  /** Moves a file that an earlier session left into this tree; returns its size, or undefined where there is none. */
  adoptPartial(path: SafePath): number | undefined {
    this.#leaveFolders(path);
    for (const old of this.#old) {
      const from = join(old, path);
      try {
        const info = lstatBelow(old, path);
        // A write to a file with a second name would show under that name as well.
        if (!info?.isFile || (info.nlink ?? 1) > 1) continue;
        if (((permissionBits(info) ?? 0o600) & 0o600) !== 0o600) Deno.chmodSync(from, 0o600);
        this.#keepingTimes(path, () => Deno.renameSync(from, this.path(path)));
        return info.size;
      } catch (cause) {
        if (cause instanceof Deno.errors.NotFound || cause instanceof Deno.errors.NotADirectory) {
          continue;
        }
        const doing = `resume ${JSON.stringify(path)}`;
        // A name that the disk cannot hold was not left by an earlier session either.
        const reason = entryError(cause, doing)?.reason;
        if (reason !== "length" && reason !== "characters") throw localFault(cause, doing);
      }
    }
    return undefined;
  }

  /** Removes a file. */
  removeFile(path: SafePath): void {
    this.#keepingTimes(path, () => Deno.removeSync(this.path(path)));
  }

  /** Completes the tree: every file is on the disk, folders have their final modes and times. */
  async complete(): Promise<void> {
    this.#leaveFolders("");
    await this.batch.flush();
  }

  /** Closes open files. Content that is not on the disk yet is not synced. */
  close(): void {
    this.batch.drop();
    this.deferredModes.close();
  }

  /**
   * Restores the times of the parent folder after an action. Where files are announced first, the
   * content of one may arrive after its folder has its final times.
   */
  #keepingTimes<T>(path: SafePath, action: () => T): T {
    const parent = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    if (parent === "" || this.#open.at(-1)?.path === parent) return action();
    const folder = join(this.root, parent);
    const { atime, mtime } = Deno.lstatSync(folder);
    const result = action();
    if (atime && mtime) Deno.utimeSync(folder, atime, mtime);
    return result;
  }

  /** Sets the final modes and times of the folders that a path is not in: their content is complete. */
  #leaveFolders(path: string): void {
    for (;;) {
      const folder = this.#open.at(-1);
      if (folder === undefined || isBelow(path, folder.path)) return;
      this.#open.pop();
      const staged = join(this.root, folder.path);
      if ((folder.mode & 0o700) === 0o700) {
        applyFinalMode(staged, folder.mode, folder.mtime);
      } else {
        this.deferredModes.add(folder);
        Deno.utimeSync(staged, folder.mtime / 1000, folder.mtime / 1000);
      }
    }
  }
}

function isBelow(path: string, folder: string): boolean {
  return path[folder.length] === "/" && path.startsWith(folder);
}
