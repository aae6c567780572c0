/**
 * The shared files and folders: maps the paths of requests to files. Links below the shared paths are
 * neither followed nor listed.
 *
 * @module
 */

import { join, relative, sep } from "node:path";
import { sleep } from "../../async.ts";
import { isInside } from "../../file/is_inside.ts";
import { lstatBelow } from "../../file/lstat_below.ts";
import type { SafePath } from "../../file/safe_path.ts";
import { isNotUtf8 } from "../../file/source/not_utf8.ts";
import { openBelow } from "../../file/open_below.ts";
import { isReservedName } from "../../file/reserved_name.ts";
import type { Root } from "../../file/source/roots.ts";
import { MAX_LISTED } from "../../limits.ts";
import { entityTag } from "../http/entity_tag.ts";

/** A shared file or folder. */
export interface SharedEntry {
  /** Its kind. */
  kind: "file" | "dir";
  /** Path below the top; "" for the top itself. */
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

/** An open file. */
export interface OpenedFile extends Disposable {
  /** The file, open for reading. */
  file: Deno.FsFile;
  /** Its current version. */
  entry: SharedEntry;
}

/** The content of a folder. */
export interface Listing {
  /** Its entries, at most {@linkcode MAX_LISTED}, in no order. */
  entries: SharedEntry[];
  /** The number of all its files. */
  files: number;
  /** The number of all its folders. */
  folders: number;
  /** Bytes of all its files; not of those in folders. */
  bytes: number;
  /** Names that are not UTF-8, as the runtime reads them, at most {@linkcode MAX_LOST}. It cannot open them. */
  lost: string[];
  /** The number of all such names; not included above. */
  notUtf8: number;
}

/** Names that are not UTF-8 in a {@linkcode Listing}. */
const MAX_LOST = 100;
/** Entries that are looked at before other requests get a turn: some milliseconds. */
const ENTRIES_AT_ONCE = 500;

/** The shared files and folders, by name. */
export class SharedTree {
  readonly #roots: ReadonlyMap<string, Root>;

  /** @param roots The shared paths, with links resolved. */
  constructor(roots: readonly Root[]) {
    this.#roots = new Map(roots.map((root) => [root.name, root]));
  }

  /** The shared paths. */
  get roots(): Root[] {
    return [...this.#roots.values()];
  }

  /** Returns the entry at a path; undefined where there is none, or a link or device on the way or at its end. */
  lookup(path: SafePath | ""): SharedEntry | undefined {
    if (path === "") return TOP;
    const [name = "", ...names] = path.split("/");
    const root = this.#roots.get(name);
    if (root === undefined) return undefined;
    const info = look(root.source, names.join("/"));
    return info && entryOf(path, join(root.source, ...names), info);
  }

  /** The entries of the top. */
  top(): SharedEntry[] {
    const entries: SharedEntry[] = [];
    for (const { name, source } of this.roots) {
      const info = look(source);
      const entry = info && entryOf(name, source, info);
      if (entry !== undefined) entries.push(entry);
    }
    return entries;
  }

  /**
   * Lists a folder. A folder that cannot be read is empty.
   *
   * @throws the signal's reason.
   */
  async list({ path, source }: SharedEntry, signal?: AbortSignal): Promise<Listing> {
    const listing = { entries: [], files: 0, folders: 0, bytes: 0, lost: [], notUtf8: 0 };
    if (path === "") {
      for (const entry of this.top()) add(listing, entry);
      return listing;
    }
    let left = ENTRIES_AT_ONCE;
    for (const name of namesIn(source)) {
      if (isReservedName(name)) continue;
      if (--left === 0) {
        await sleep(0, signal);
        left = ENTRIES_AT_ONCE;
      }
      const own = join(source, name);
      const info = look(own);
      const entry = info && entryOf(`${path}/${name}`, own, info);
      if (entry !== undefined) add(listing, entry);
      else if (isNotUtf8(source, name)) addLost(listing, name);
    }
    return listing;
  }

  /**
   * Opens a file; undefined where it is no longer a plain file, or has been replaced by a link.
   *
   * @throws what the system throws where the file cannot be read.
   */
  open({ path, source }: SharedEntry): OpenedFile | undefined {
    const root = this.roots.find((each) => isInside(each.source, source));
    if (root === undefined) return undefined;
    const file = openBelow(root.source, relative(root.source, source).replaceAll(sep, "/"));
    if (file === undefined) return undefined;
    return {
      file,
      entry: entryOf(path, source, file.statSync())!,
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

function namesIn(folder: string): string[] {
  try {
    return Array.from(Deno.readDirSync(folder), ({ name }) => name);
  } catch {
    return [];
  }
}

function add(listing: Listing, entry: SharedEntry): void {
  if (entry.kind === "file") {
    listing.files++;
    listing.bytes += entry.size;
  } else listing.folders++;
  if (listing.entries.length < MAX_LISTED) listing.entries.push(entry);
}

function addLost(listing: Listing, name: string): void {
  listing.notUtf8++;
  if (listing.lost.length < MAX_LOST) listing.lost.push(name);
}

/** For a client, a path that cannot be looked at is the same as a missing one. */
function look(folder: string, path = ""): Deno.FileInfo | undefined {
  try {
    return lstatBelow(folder, path);
  } catch {
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
