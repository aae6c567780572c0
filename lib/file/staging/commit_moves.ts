/**
 * Brings staged entries under their final names in steps that can be taken back. What is replaced is
 * kept until all is in place.
 *
 * @module
 */

import { dirname, join } from "node:path";
import { copyFile, keepProperties } from "./copy_file.ts";
import { removeTree } from "./unfinished.ts";
import { EntryError, entryError, noSuchName } from "../entry_error.ts";
import { lstat } from "../lstat_below.ts";
import { newStagingName } from "../reserved_name.ts";

/** Something with a reserved name beside its place, on a disk where the staging folder is not. */
export interface Beside {
  /** Its path in the destination. */
  at: string;
  /** The path that it had there before; absent where it is only a copy. */
  name?: string;
}

/** Options of {@linkcode Moves}. */
export interface MovesOptions {
  /** The destination. */
  into: string;
  /** A folder on the destination's disk for what is replaced; made when something is. */
  kept: string;
  /**
   * Whether a later run finds there what a killed one has kept. Where it does not, a name is never without
   * a file, even if that means that the old one cannot be put back. Default true.
   */
  recovers?: boolean;
  /** Writes down what is about to be beside its place, so that a later run finds it. Default: nothing is. */
  note?: (beside: Beside) => void;
  /** Told of an entry in a folder that was copied without it. */
  onFailed: (path: string, why: string) => void;
  /** Ends a copy. Default: none. */
  signal?: AbortSignal;
}

/** One step that was taken. */
interface Move {
  /** Where it was in the tree. */
  path: string;
  /** Where it is in the destination. */
  name: string;
  /** Whether the original is still in the tree. */
  copied: boolean;
  /** Whether something else had the name. */
  replaces: boolean;
  /** Where that is now; absent where it is gone. */
  kept?: string;
}

/** Moves from a staged tree into the destination. */
export class Moves {
  readonly #tree: string;
  readonly #options: MovesOptions;
  readonly #done: Move[] = [];

  constructor(tree: string, options: MovesOptions) {
    this.#tree = tree;
    this.#options = options;
  }

  /** Moves an entry under a free name. */
  async place(path: string, name: string, isFile: boolean): Promise<void> {
    const to = join(this.#options.into, name);
    const copied = await this.#reach(path, name, (from) => moveTo(from, to, isFile));
    this.#done.push({ path, name, copied, replaces: false });
  }

  /** Moves a file under the name of another one, or of a link, a pipe, a socket. */
  async replace(path: string): Promise<void> {
    const to = join(this.#options.into, path);
    const kept = this.#setAside(path);
    try {
      const copied = await this.#reach(path, path, (from) => Deno.renameSync(from, to));
      this.#done.push({
        path,
        name: path,
        copied,
        replaces: true,
        ...kept !== undefined && { kept },
      });
    } catch (cause) {
      if (kept === undefined) throw cause;
      // With two names for one file, a rename from one to the other does nothing.
      if (lstat(to) !== undefined) Deno.removeSync(kept);
      else Deno.renameSync(kept, to);
      throw cause;
    }
  }

  /** Moves by `rename`, or moves a copy where the place is on another disk; true for a copy. */
  async #reach(path: string, name: string, rename: (from: string) => void): Promise<boolean> {
    try {
      rename(join(this.#tree, path));
      return false;
    } catch (cause) {
      if ((cause as { code?: unknown }).code !== "EXDEV") throw cause;
    }
    const at = besideOf(name);
    this.#options.note?.({ at });
    const copy = join(this.#options.into, at);
    try {
      await this.#copy(path, copy);
      rename(copy);
      return true;
    } catch (cause) {
      removeQuietly(copy);
      throw cause;
    }
  }

  /**
   * Keeps what a name stands for, and returns where. It keeps the name as well, where the file system can
   * give a file two. Undefined where nothing is kept.
   */
  #setAside(path: string): string | undefined {
    const { into, kept, note, recovers = true } = this.#options;
    const from = join(into, path);
    let to = join(kept, path);
    Deno.mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
    try {
      try {
        Deno.linkSync(from, to);
      } catch (cause) {
        if ((cause as { code?: unknown }).code === "EXDEV") throw cause;
        if (!recovers) return undefined;
        Deno.renameSync(from, to);
      }
    } catch (cause) {
      if ((cause as { code?: unknown }).code !== "EXDEV") throw cause;
      const at = besideOf(path);
      note?.({ at, name: path });
      to = join(into, at);
      try {
        Deno.linkSync(from, to);
      } catch {
        if (!recovers) return undefined;
        Deno.renameSync(from, to);
      }
    }
    return to;
  }

  async #copy(path: string, to: string): Promise<void> {
    const { onFailed, signal } = this.#options;
    const from = join(this.#tree, path);
    const info = Deno.lstatSync(from);
    if (!info.isDirectory) return await copyFile(from, to, signal);
    Deno.mkdirSync(to, { mode: 0o700 });
    for (const { name } of [...Deno.readDirSync(from)]) {
      const inner = `${path}/${name}`;
      try {
        await this.#copy(inner, join(to, name));
      } catch (cause) {
        const fault = placeError(cause, inner, to);
        if (fault === undefined) throw cause;
        removeQuietly(join(to, name));
        onFailed(inner, fault.why);
      }
    }
    keepProperties(to, info);
    syncFolder(to);
  }

  /** After all is in place: lets go of what was replaced on other disks, and of what was copied. */
  finish(): void {
    const { kept } = this.#options;
    for (const { path, copied, kept: at } of this.#done) {
      try {
        if (copied) removeTree(join(this.#tree, path));
        if (at !== undefined && !at.startsWith(kept)) Deno.removeSync(at);
      } catch { /* noted: the next session in this folder removes it */ }
    }
    // From here on what is kept is known to be replaced.
    removeQuietly(kept);
  }

  /** Takes everything back, the last first; returns the paths that are still as they were not before. */
  undo(): string[] {
    const left: string[] = [];
    for (const { path, name, copied, replaces, kept } of this.#done.splice(0).reverse()) {
      const from = join(this.#tree, path);
      const to = join(this.#options.into, name);
      try {
        if (kept === undefined) {
          if (replaces) left.push(name);
          else if (copied) removeTree(to);
          else Deno.renameSync(to, from);
          continue;
        }
        // The name is never without a file where the file system can give a file two.
        if (!copied) saveLink(to, from);
        Deno.renameSync(kept, to);
      } catch {
        left.push(name);
      }
    }
    return left;
  }
}

/** What the disk says against one entry at its place; undefined where it is against all. */
export function placeError(cause: unknown, path: string, folder: string): EntryError | undefined {
  const doing = `store ${JSON.stringify(path)}`;
  if ((cause as { code?: unknown }).code !== "ENOENT") return entryError(cause, doing);
  return lstat(folder)?.isDirectory
    ? noSuchName(doing, cause)
    : new EntryError(doing, "place", "its folder does not exist", { cause });
}

/** A reserved name beside a path. */
function besideOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1) + newStagingName();
}

function removeQuietly(path: string): void {
  try {
    if (lstat(path)) removeTree(path);
  } catch { /* noted: the next session in this folder removes it */ }
}

function saveLink(from: string, to: string): void {
  try {
    Deno.linkSync(from, to);
  } catch {
    Deno.renameSync(from, to);
  }
}

/** Renames without ever replacing what came there meanwhile. */
function moveTo(from: string, to: string, isFile: boolean): void {
  if (isFile) {
    try {
      // rename(2) replaces a file silently; link(2) does not.
      Deno.linkSync(from, to);
      Deno.removeSync(from);
      return;
    } catch (cause) {
      if (cause instanceof Deno.errors.AlreadyExists) throw cause;
      // A file system without hard links (FAT): the check of a moment ago has to do.
    }
  }
  Deno.renameSync(from, to);
}

/** Brings the new names in a folder themselves to the disk. */
export function syncFolder(folder: string): void {
  try {
    using handle = Deno.openSync(folder, { read: true });
    handle.syncSync();
  } catch {
    /* Windows and some network file systems cannot; their names are as durable as they make them */
  }
}
