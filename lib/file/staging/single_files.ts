/** Storage of many small files, each by itself. @module */

import { join } from "node:path";
import { writeAllSync } from "../../bytes.ts";
import { lstat, lstatBelow } from "../lstat_below.ts";
import { setPermissionBits } from "../permission_bits.ts";
import type { SafePath } from "../safe_path.ts";
import { moveExclusive } from "./move_exclusive.ts";
import type { StagedTree } from "./staged_tree.ts";
import { Staging } from "./staging.ts";
import { numbered } from "./stored_name.ts";
import { SyncSoon } from "./sync_soon.ts";

/** Milliseconds without a file after which the private folder is removed. */
const IDLE_TIMEOUT = 500;
/** Names whose last number is remembered. */
const MAX_NUMBERS = 1000;

/** A small file whose content is verified. */
export interface SingleFile {
  /** Its path below the destination. */
  path: SafePath;
  /** Its content. */
  bytes: Uint8Array;
  /** Modification time, milliseconds since 1970. */
  mtime: number;
}

/**
 * Stores small files through one private folder: a folder for each would cost more than its file. After a
 * crash the next transfer into the destination removes the folder, because its offer has no names.
 */
export class SingleFiles {
  readonly #into: string;
  readonly #syncs = new SyncSoon();
  /** The last number of names that were taken. */
  readonly #numbers = new Map<string, number>();
  #staging: Staging | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #count = 0;
  #storing = 0;

  /** @param into The destination, absolute and without links. */
  constructor(into: string) {
    this.#into = into;
  }

  /**
   * Stores a file under its name, or with `rename` under a free one; resolves to its final path when it is
   * on the disk. Undefined where the name is taken, or cannot be stored in this simple way.
   */
  async store(single: SingleFile, rename: boolean): Promise<string | undefined> {
    clearTimeout(this.#timer);
    this.#storing++;
    try {
      return await this.#storeIn(this.#open(), single, rename);
    } finally {
      this.#storing--;
      if (this.#storing === 0) this.#timer = setTimeout(() => this.close(), IDLE_TIMEOUT);
    }
  }

  #open(): Staging {
    return this.#staging ??= Staging.open(this.#into, { names: [], digest: "" }, false);
  }

  async #storeIn(
    { tree }: Staging,
    single: SingleFile,
    rename: boolean,
  ): Promise<string | undefined> {
    const name = String(this.#count++) as SafePath;
    try {
      const slash = single.path.lastIndexOf("/");
      const parent = slash < 0 ? "" : single.path.slice(0, slash);
      // A new folder appears together with its file, which the general way does.
      if (!lstatBelow(this.#into, parent)?.isDirectory) return undefined;
      await this.#write(tree, name, single);
      const path = this.#move(tree.path(name), single.path, rename);
      if (path !== undefined) await this.#syncs.folder(join(this.#into, parent));
      return path;
    } catch {
      // The general way has an error for each case.
      return undefined;
    } finally {
      removeQuietly(tree.path(name));
    }
  }

  async #write(tree: StagedTree, name: SafePath, { bytes, mtime }: SingleFile): Promise<void> {
    using file = tree.createFile(name, null);
    writeAllSync(file, bytes);
    file.utimeSync(mtime / 1000, mtime / 1000);
    const mode = tree.modes.final("file", null);
    if (tree.modes.needsChmod(mode)) setPermissionBits(tree.path(name), mode);
    await this.#syncs.file(file);
  }

  /** Moves a staged file; returns its final path, or undefined where its name is taken. */
  #move(from: string, path: string, rename: boolean): string | undefined {
    const slash = path.lastIndexOf("/") + 1;
    const next = this.#numbers.get(path) ?? 1;
    // The name itself may be free again.
    for (let number = 0;; number = Math.max(number + 1, next)) {
      const name = number === 0 ? path : path.slice(0, slash) + numbered(path.slice(slash), number);
      try {
        if (lstat(join(this.#into, name)) === undefined) {
          moveExclusive(from, join(this.#into, name), true);
          if (number > 0) this.#note(path, number);
          return name;
        }
      } catch (cause) {
        if (!(cause instanceof Deno.errors.AlreadyExists)) throw cause;
      }
      if (!rename) return undefined;
    }
  }

  #note(path: string, number: number): void {
    if (this.#numbers.size >= MAX_NUMBERS) this.#numbers.clear();
    this.#numbers.set(path, number);
  }

  /** Removes the private folder. */
  close(): void {
    clearTimeout(this.#timer);
    this.#staging?.remove();
    this.#staging = undefined;
  }
}

function removeQuietly(path: string): void {
  try {
    Deno.removeSync(path);
  } catch { /* Moved to its place. */ }
}
