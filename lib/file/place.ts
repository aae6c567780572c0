/**
 * Brings what was gathered in the staging folder under its final names. The one place that decides
 * about names that exist already.
 *
 * @module
 */

import { join } from "node:path";
import { LocalError } from "../errors.ts";
import { MAX_PLACEMENT_BYTES } from "../limits.ts";
import { localFault } from "./local_fault.ts";

/**
 * What becomes of a name that exists: nothing is stored at all, the existing file stays, the new one
 * gets another name, the existing one is replaced, or replaced if the new one is newer or of another size.
 */
export type IfExists = "refuse" | "skip" | "rename" | "overwrite" | "update";

/** All of {@linkcode IfExists}, the default first. */
export const IF_EXISTS: readonly IfExists[] = ["refuse", "skip", "rename", "overwrite", "update"];

/** The properties of a file that policies look at. */
export interface Comparable {
  /** Bytes. */
  size: number | null;
  /** Modification time, milliseconds since 1970. */
  mtime: number;
}

/** Whether a file that would take an existing one's name is to be stored. */
export function wanted(policy: IfExists, incoming: Comparable, existing: Comparable): boolean {
  if (policy === "skip") return false;
  if (policy !== "update") return true;
  return incoming.size !== existing.size || incoming.mtime > existing.mtime;
}

/** What placing did. */
export interface Placement {
  /** Paths that got another name, and that name. */
  renamed: Map<string, string>;
  /** Paths that were left as they were. */
  skipped: Set<string>;
  /** Paths that could not be placed, and why. */
  failed: Map<string, string>;
}

/**
 * Moves everything in `tree` into `into`. With `refuse` it is all or nothing.
 *
 * @param most Bytes of paths to remember at most.
 * @throws {LocalError} code `exists` with policy `refuse`; codes of the disk otherwise.
 */
export function place(
  tree: string,
  into: string,
  policy: IfExists,
  most: number = MAX_PLACEMENT_BYTES,
): Placement {
  const result: Placement = { renamed: new Map(), skipped: new Set(), failed: new Map() };
  const moved: [path: string, name: string][] = [];
  let bytes = 0;
  const hold = (...paths: string[]) => {
    for (const path of paths) bytes += path.length * 2 + 64;
    if (bytes <= most) return;
    throw new LocalError(
      "cannot_create",
      `store in ${
        JSON.stringify(into)
      }: too many names meet others there; store in an empty folder`,
    );
  };
  const move = (path: string, name: string, isFile: boolean) => {
    hold(path);
    moveTo(join(tree, path), join(into, name), isFile);
    moved.push([path, name]);
  };

  const visit = (path: string) => {
    const from = join(tree, path);
    const to = join(into, path);
    const staged = Deno.lstatSync(from);
    const there = lstat(to);
    if (there === undefined) return move(path, path, staged.isFile);
    if (policy === "refuse") throw exists(path);
    if (staged.isDirectory && there.isDirectory) {
      for (const name of names(from)) visit(`${path}/${name}`);
      return;
    }
    if (policy === "rename") {
      const name = freeName(into, path);
      hold(path, name);
      move(path, name, staged.isFile);
      result.renamed.set(path, name);
    } else if (staged.isDirectory || there.isDirectory) {
      hold(path);
      result.failed.set(
        path,
        there.isDirectory ? "a folder has its name" : "what should be a folder is none",
      );
    } else if (!wanted(policy, comparable(staged), comparable(there))) {
      hold(path);
      result.skipped.add(path);
    } else {
      try {
        Deno.renameSync(from, to);
      } catch (cause) {
        throw replaceFault(cause, path, there.mode);
      }
    }
  };

  try {
    for (const name of names(tree)) visit(name);
    syncFolder(into);
  } catch (cause) {
    for (const [path, name] of moved.reverse()) {
      try {
        Deno.renameSync(join(into, name), join(tree, path));
      } catch { /* it is whole and verified where it is; there is nothing better to do with it */ }
    }
    throw localFault(cause, `store in ${JSON.stringify(into)}`);
  }
  return result;
}

/**
 * Refuses names that exist, before anything is sent.
 *
 * @throws {LocalError} code `exists`.
 */
export function refuseExisting(into: string, paths: readonly string[]): void {
  for (const path of paths) {
    if (lstat(join(into, path)) !== undefined) throw exists(path);
  }
}

function exists(path: string): LocalError {
  return new LocalError(
    "exists",
    `store ${JSON.stringify(path)}: something of that name is in the destination`,
  );
}

/**
 * Says why a file could not replace another. Windows does not replace one that is read-only, which its
 * mode tells there; elsewhere only the folder decides.
 */
export function replaceFault(
  cause: unknown,
  path: string,
  mode: number | null,
  os: string = Deno.build.os,
): unknown {
  if (os !== "windows" || mode === null || (mode & 0o200) !== 0) return cause;
  const text = `replace ${
    JSON.stringify(path)
  }: it is read-only; clear that (attrib -R) and try again`;
  return new LocalError("cannot_create", text, { cause });
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

/** The first of `name (1).txt`, `name (2).txt`, … that is free. */
function freeName(into: string, path: string): string {
  const slash = path.lastIndexOf("/") + 1;
  const dot = path.lastIndexOf(".");
  const stemEnd = dot > slash ? dot : path.length;
  for (let n = 1;; n++) {
    const name = `${path.slice(0, stemEnd)} (${n})${path.slice(stemEnd)}`;
    if (lstat(join(into, name)) === undefined) return name;
  }
}

/** Where an entry of a placement went, if it went anywhere. */
export function finalPath(path: string, { renamed }: Placement): string {
  const was = above(path, (one) => renamed.has(one));
  return was === undefined ? path : renamed.get(was)! + path.slice(was.length);
}

/** The path itself, or the first of the folders it is in, that `is` true of. */
export function above(path: string, is: (path: string) => boolean): string | undefined {
  for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) {
    const one = path.slice(0, end);
    if (is(one)) return one;
  }
  return undefined;
}

/** What is at a path, links not followed; undefined where nothing is. */
export function lstat(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return undefined;
    throw cause;
  }
}

/** A file's properties for {@linkcode wanted}. */
export function comparable(info: Deno.FileInfo): Comparable {
  return { size: info.size, mtime: info.mtime?.getTime() ?? 0 };
}

function names(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
}

/** Brings the new names themselves to the disk. */
function syncFolder(folder: string): void {
  try {
    using handle = Deno.openSync(folder, { read: true });
    handle.syncSync();
  } catch {
    /* Windows and some network file systems cannot; their names are as durable as they make them */
  }
}
