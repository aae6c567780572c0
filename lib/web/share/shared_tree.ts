/**
 * What is shared, and nothing else: a request's path becomes a file here. No link below the shared
 * paths is ever followed, listed or packed.
 *
 * @module
 */

import { join } from "node:path";
import { isSameFile } from "../../file/is_same_file.ts";
import type { SafePath } from "../../file/safe_path.ts";
import { isNotUtf8 } from "../../file/not_utf8.ts";
import { isReservedName } from "../../file/reserved_name.ts";
import type { Root } from "../../file/walk.ts";
import { MAX_LISTED } from "../../limits.ts";
import { entityTag } from "../http/entity_tag.ts";

/** A file or folder that may be fetched. */
export interface SharedEntry {
  /** What it is. */
  kind: "file" | "dir";
  /** Path from the top of what is shared; "" for the top itself. */
  path: string;
  /** Last component of the path. */
  name: string;
  /** Absolute path on this machine; "" for the top. */
  source: string;
  /** Bytes; 0 for a folder. */
  size: number;
  /** Modification time, milliseconds since 1970. */
  mtime: number;
  /** Strong entity tag of this version. */
  etag: string;
}

/** A file, open, and known to be the one that was looked up. */
export interface OpenedFile extends Disposable {
  /** For reading. */
  file: Deno.FsFile;
  /** What it is as of now. */
  entry: SharedEntry;
}

/** The entries of a folder. */
export interface Listing {
  /** Folders first, then by name as people count: `9` before `10`. */
  entries: SharedEntry[];
  /** Entries that there are in all, which may be more than are listed. */
  total: number;
  /** Names that are not UTF-8, which the runtime cannot open: they are in neither of the above. */
  notUtf8: number;
}

/** The shared files and folders under their names. */
export class SharedTree {
  readonly #roots: ReadonlyMap<string, Root>;
  readonly #order = new Intl.Collator(undefined, { numeric: true });

  /** @param roots What is shared, links in their own paths resolved. */
  constructor(roots: readonly Root[]) {
    this.#roots = new Map(roots.map((root) => [root.name, root]));
  }

  /** The shared paths. */
  get roots(): Root[] {
    return [...this.#roots.values()];
  }

  /** What is at a path; undefined where nothing is, or nothing that is shared: a link, a device. */
  lookup(path: SafePath | ""): SharedEntry | undefined {
    if (path === "") return TOP;
    const names = path.split("/");
    const root = this.#roots.get(names[0]!);
    if (root === undefined) return undefined;
    let source = root.source;
    let info = lstat(source);
    // Each component by itself: only the last may be something else than a folder.
    for (const name of names.slice(1)) {
      if (!info?.isDirectory) return undefined;
      source = join(source, name);
      info = lstat(source);
    }
    return info && entryOf(path, source, info);
  }

  /** What is in a folder. */
  list({ path, source }: SharedEntry): Listing {
    const found = path === ""
      ? this.roots.map((root) => root.name)
      : Array.from(Deno.readDirSync(source), ({ name }) => name);
    const entries: SharedEntry[] = [];
    let total = 0;
    let notUtf8 = 0;
    for (const name of found) {
      if (isReservedName(name)) continue;
      const own = path === "" ? this.#roots.get(name)!.source : join(source, name);
      const info = lstat(own);
      const entry = info && entryOf(path === "" ? name : `${path}/${name}`, own, info);
      if (entry === undefined) {
        if (path !== "" && isNotUtf8(source, name)) notUtf8++;
        continue;
      }
      if (++total <= MAX_LISTED) entries.push(entry);
    }
    const rank = ({ kind }: SharedEntry) => kind === "dir" ? 0 : 1;
    entries.sort((a, b) => rank(a) - rank(b) || this.#order.compare(a.name, b.name));
    return { entries, total, notUtf8 };
  }

  /**
   * Opens a file; undefined where something else has taken its place since it was looked up. Opening
   * follows links, so what was opened is held against what was looked at.
   */
  open(entry: SharedEntry): OpenedFile | undefined {
    const before = lstat(entry.source);
    if (!before?.isFile) return undefined;
    const file = Deno.openSync(entry.source, { read: true });
    const info = file.statSync();
    if (!isSameFile(info, before)) {
      file.close();
      return undefined;
    }
    return {
      file,
      entry: entryOf(entry.path, entry.source, info)!,
      [Symbol.dispose]: () => closeQuietly(file),
    };
  }
}

const TOP: SharedEntry = {
  kind: "dir",
  path: "",
  name: "",
  source: "",
  size: 0,
  mtime: 0,
  etag: `"top"`,
};

function lstat(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch {
    // Gone, or not to be looked at: for a client that is the same.
    return undefined;
  }
}

function entryOf(path: string, source: string, info: Deno.FileInfo): SharedEntry | undefined {
  if (!info.isFile && !info.isDirectory) return undefined;
  const mtime = info.mtime?.getTime() ?? 0;
  return {
    kind: info.isFile ? "file" : "dir",
    path,
    name: path.slice(path.lastIndexOf("/") + 1),
    source,
    size: info.isFile ? info.size : 0,
    mtime,
    etag: entityTag({ size: info.size, mtime, ino: info.ino }),
  };
}

function closeQuietly(file: Deno.FsFile): void {
  try {
    file.close();
  } catch { /* closed before */ }
}
