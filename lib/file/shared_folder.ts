/** Folders that are served, without anything outside of them. @module */

import { join, relative, sep } from "node:path";
import { ProtocolError, RefusedError } from "../errors.ts";
import { isSameFile } from "./is_same_file.ts";
import { isInside } from "./is_inside.ts";
import { isNotUtf8 } from "./source/not_utf8.ts";
import { lstatBelow } from "./lstat_below.ts";
import { isReservedName } from "./reserved_name.ts";
import { type SafePath, safePath } from "./safe_path.ts";
import { SharedFile } from "./shared_file.ts";

/** One name in a shared folder. */
export interface SharedEntry {
  /** The name alone. */
  name: string;
  /** Its kind, a link followed. */
  kind: "file" | "folder";
  /** Size of a file in bytes, 0 for a folder. */
  size: number;
}

/** Options of {@linkcode SharedFolder}. */
export interface SharedFolderOptions {
  /** Whether names that begin with a dot are served and listed. @default false */
  hidden?: boolean | undefined;
  /** Whether links are followed that stay inside the folder. @default {false} */
  follow?: boolean | undefined;
}

/** Options of {@linkcode SharedFolder.list}. */
export interface SharedListOptions {
  /** Stops with its reason. */
  signal?: AbortSignal;
  /** Called for a folder with names that are not UTF-8, with their number; they are left out. */
  onNotUtf8?: (count: number) => void;
}

/** Options of {@linkcode SharedFolder.walk}. */
export interface SharedWalkOptions extends SharedListOptions {
  /** Maximum number of files and folders to look at. */
  most: number;
  /** Where to begin. @default "", the shared folder */
  from?: string;
}

/**
 * Serves names below the folder only. A name that climbs, is absolute, or leads through a link is refused
 * like a missing one, and so is a hidden name. With `follow`, links that stay inside the folder are followed,
 * except to hidden names. Only plain files can be read: opening a pipe or a device could block forever.
 */
export class SharedFolder {
  readonly #root: string;
  readonly #hidden: boolean;
  readonly #follow: boolean;

  /** @param root Absolute, without links. */
  constructor(root: string, { hidden = false, follow = false }: SharedFolderOptions = {}) {
    this.#root = root;
    this.#hidden = hidden;
    this.#follow = follow;
  }

  /**
   * Opens a plain file.
   *
   * @throws {RefusedError} with a reason for the peer, which contains no path of this machine.
   */
  async open(name: string): Promise<SharedFile> {
    const path = await this.#resolve(name);
    let file: Deno.FsFile;
    let before: Deno.FileInfo;
    try {
      before = await Deno.lstat(path);
      if (!before.isFile) throw refused("Not a plain file");
      file = await Deno.open(path, { read: true });
    } catch (error) {
      throw error instanceof RefusedError ? error : refused("The file or folder cannot be read");
    }
    // The name, or a folder on the way, may have been replaced by a link since it was resolved.
    if (isSameFile(before, file.statSync()) && await this.#leadsTo(name, path)) {
      return new SharedFile(file);
    }
    file.close();
    throw refused("No such file");
  }

  async #leadsTo(name: string, path: string): Promise<boolean> {
    try {
      return await this.#resolve(name) === path;
    } catch {
      return false;
    }
  }

  /** Whether a name is a file or a folder; undefined where it is neither, or not visible. */
  async kindOf(name: string): Promise<"file" | "folder" | undefined> {
    return (await this.#look(name))?.kind;
  }

  /**
   * The files and folders of a folder, sorted by name; `""` is the shared folder. Invisible names and names
   * with control characters are left out.
   *
   * @throws {RefusedError} it is not a folder.
   */
  async list(name = "", options: SharedListOptions = {}): Promise<SharedEntry[]> {
    return await this.#list(name, { left: Infinity }, options);
  }

  /**
   * The files of a folder and of all folders below it: paths with `/`. Each folder is entered once, so that
   * a circle of links ends. Stops without an error when `most` is reached.
   */
  async *walk(
    { most, from = "", ...options }: SharedWalkOptions,
  ): AsyncGenerator<{ path: string; size: number }, void, void> {
    const entered = new Set<string>();
    const waiting = [from];
    const budget = { left: most };
    while (waiting.length > 0 && budget.left > 0) {
      const folder = waiting.pop()!;
      let entries: SharedEntry[];
      try {
        const real = await this.#resolve(folder);
        if (entered.has(real)) continue;
        entered.add(real);
        entries = await this.#list(folder, budget, options);
      } catch (error) {
        // A folder below the first may have been removed, or may not be readable.
        if (folder !== from && error instanceof RefusedError) continue;
        throw error;
      }
      const folders: string[] = [];
      for (const { name, kind, size } of entries) {
        const path = inside(folder, name);
        if (kind === "folder") folders.push(path);
        else yield { path, size };
      }
      // The last one is visited next.
      waiting.push(...folders.reverse());
    }
  }

  async #list(
    name: string,
    budget: { left: number },
    { signal, onNotUtf8 }: SharedListOptions,
  ): Promise<SharedEntry[]> {
    const path = await this.#resolve(name);
    if (!(await Deno.stat(path)).isDirectory) throw refused("Not a folder");
    const entries: SharedEntry[] = [];
    let notUtf8 = 0;
    for await (const entry of readFolder(path)) {
      signal?.throwIfAborted();
      if (budget.left-- <= 0) break;
      // deno-lint-ignore no-control-regex
      if (/[\x00-\x1f\x7f]/.test(entry.name)) continue;
      const found = await this.#look(inside(name, entry.name));
      if (found !== undefined) entries.push({ name: entry.name, ...found });
      else if (isNotUtf8(path, entry.name)) notUtf8++;
    }
    if (notUtf8 > 0) onNotUtf8?.(notUtf8);
    return entries.sort((a, b) => a.name < b.name ? -1 : 1);
  }

  async #look(name: string): Promise<Omit<SharedEntry, "name"> | undefined> {
    try {
      const info = await Deno.stat(await this.#resolve(name));
      if (info.isFile) return { kind: "file", size: info.size };
      return info.isDirectory ? { kind: "folder", size: 0 } : undefined;
    } catch {
      return undefined;
    }
  }

  /** The real path of a name. */
  async #resolve(name: string): Promise<string> {
    if (name === "") return this.#root;
    let real: string;
    try {
      real = await this.#realPath(safePath(name));
    } catch (error) {
      if (error instanceof ProtocolError) {
        throw refused("Not a name in the shared folder");
      }
      throw refused("No such file");
    }
    if (!isInside(this.#root, real) || this.#isHidden(name, relative(this.#root, real))) {
      throw refused("No such file");
    }
    return real;
  }

  /** @throws where there is no such name, or a link that is not to be followed. */
  async #realPath(path: SafePath): Promise<string> {
    const whole = join(this.#root, path);
    if (this.#follow) return await Deno.realPath(whole);
    const info = lstatBelow(this.#root, path);
    if (info === undefined || info.isSymlink) throw refused("No such file");
    return whole;
  }

  /** Checks a link's own name and that of its target. Unfinished transfers are always hidden. */
  #isHidden(name: string, real: string): boolean {
    return [...name.split("/"), ...real.split(sep)].some((one) =>
      isReservedName(one) || (!this.#hidden && one[0] === ".")
    );
  }
}

async function* readFolder(path: string): AsyncGenerator<Deno.DirEntry> {
  try {
    yield* Deno.readDir(path);
  } catch {
    throw refused("The file or folder cannot be read");
  }
}

function inside(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

function refused(why: string): RefusedError {
  return new RefusedError("refused", why);
}
