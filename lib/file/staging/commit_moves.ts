/**
 * Moves of a commit that can be undone: what is replaced is kept until everything is committed.
 *
 * @module
 */

import { dirname, join } from "node:path";
import { lstat } from "../lstat_below.ts";
import { newStagingName } from "../reserved_name.ts";
import { copyTree, removeQuietly } from "./copy_tree.ts";
import type { Beside } from "./kept_files.ts";
import { moveExclusive } from "./move_exclusive.ts";
import { removeTree } from "./remove_tree.ts";

/** Options of {@linkcode CommitMoves}. */
export interface CommitMovesOptions {
  /** The destination. */
  into: string;
  /** A folder on the destination's disk for replaced files; created when it is needed. */
  kept: string;
  /**
   * Whether a later session restores what a killed one has kept. Where it does not, a name always has a
   * file, even if the old one then cannot be put back. Default true.
   */
  recovers?: boolean;
  /** Records what is about to be beside its place, so that a later session finds it. Default: nothing is. */
  note?: (beside: Beside) => void;
  /** Told of an entry in a folder that was copied without it. */
  onFailed: (path: string, why: string) => void;
  /** Interrupts a copy. Default: none. */
  signal?: AbortSignal;
}

/** One move that was made. */
interface Move {
  /** Path in the staged tree. */
  path: string;
  /** Path in the destination. */
  name: string;
  /** Whether the original is still in the staged tree. */
  copied: boolean;
  /** Whether another entry had the name. */
  replaces: boolean;
  /** Where that entry is now; absent where it is gone. */
  kept?: string;
}

/** Moves from a staged tree into the destination. */
export class CommitMoves {
  readonly #tree: string;
  readonly #options: CommitMovesOptions;
  readonly #done: Move[] = [];

  constructor(tree: string, options: CommitMovesOptions) {
    this.#tree = tree;
    this.#options = options;
  }

  /** Moves an entry under a free name. */
  async move(path: string, name: string, isFile: boolean): Promise<void> {
    const to = join(this.#options.into, name);
    const copied = await this.#reach(path, name, (from) => moveExclusive(from, to, isFile));
    this.#done.push({ path, name, copied, replaces: false });
  }

  /** Moves a file under the name of another file, a link, a pipe or a socket. */
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
      // A rename between two names of one file does nothing.
      if (lstat(to) !== undefined) Deno.removeSync(kept);
      else Deno.renameSync(kept, to);
      throw cause;
    }
  }

  /** Calls `rename` with the staged entry, or with a copy where the place is on another disk; true for a copy. */
  async #reach(path: string, name: string, rename: (from: string) => void): Promise<boolean> {
    try {
      rename(join(this.#tree, path));
      return false;
    } catch (cause) {
      if (!isOtherDisk(cause)) throw cause;
    }
    const { into, note, onFailed, signal } = this.#options;
    const at = besideOf(name);
    note?.({ at });
    const copy = join(into, at);
    try {
      await copyTree(this.#tree, path, copy, { onFailed, signal });
      rename(copy);
      return true;
    } catch (cause) {
      removeQuietly(copy);
      throw cause;
    }
  }

  /**
   * Keeps the entry of a name, and returns where. The name stays as well where the file system can give a
   * file two names. Undefined where nothing is kept.
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
        if (isOtherDisk(cause)) throw cause;
        if (!recovers) return undefined;
        Deno.renameSync(from, to);
      }
    } catch (cause) {
      if (!isOtherDisk(cause)) throw cause;
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

  /** After everything is committed: removes what was replaced, and the originals of copies. */
  finish(): void {
    const { kept } = this.#options;
    for (const { path, copied, kept: at } of this.#done) {
      try {
        if (copied) removeTree(join(this.#tree, path));
        if (at !== undefined && !at.startsWith(kept)) Deno.removeSync(at);
      } catch { /* It is in the notes, so that the next session in this folder removes it. */ }
    }
    // Removed last: where this folder is gone, all that it kept is known to be replaced.
    removeQuietly(kept);
  }

  /** Undoes all moves, the last first; returns the paths that could not be restored. */
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
        // The name always has a file where the file system can give a file two names.
        if (!copied) linkOrRename(to, from);
        Deno.renameSync(kept, to);
      } catch {
        left.push(name);
      }
    }
    return left;
  }
}

function isOtherDisk(cause: unknown): boolean {
  return (cause as { code?: unknown }).code === "EXDEV";
}

/** A reserved name beside a path. */
function besideOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1) + newStagingName();
}

function linkOrRename(from: string, to: string): void {
  try {
    Deno.linkSync(from, to);
  } catch {
    Deno.renameSync(from, to);
  }
}
