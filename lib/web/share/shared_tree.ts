/**
 * The shared files and folders: maps the paths of requests to files. Links below the shared paths are
 * neither followed nor listed.
 *
 * @module
 */

import { join, relative, sep } from "node:path";
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

/** The entries of a folder. */
export interface Listing {
  /** Folders first, then by name in natural order: `9` before `10`. */
  entries: SharedEntry[];
  /** The number of all entries, which may be more than are listed. */
  total: number;
  /** The number of names that are not UTF-8, which the runtime cannot open; not included above. */
  notUtf8: number;
}

/** The shared files and folders, by name. */
export class SharedTree {
  readonly #roots: ReadonlyMap<string, Root>;
  readonly #order = new Intl.Collator(undefined, { numeric: true });

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

  /** Lists a folder. */
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
      const info = look(own);
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
