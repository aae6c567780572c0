/**
 * A note in the staging folder of what is being put in place. A program that was killed in the middle
 * of that has left some names in the destination and some here; the next session knows the former by
 * it, and takes them back until all of them can come.
 *
 * @module
 */

import { join } from "node:path";
import { LocalError } from "../../errors.ts";
import { lstat, lstatBelow } from "../lstat_below.ts";
import { setPermissionBits } from "../permission_bits.ts";
import { STAGING_NAME } from "../reserved_name.ts";
import { peerPath, safePath } from "../safe_path.ts";

const NOTE = "placing.json";
/** Where what is replaced is kept until all is in place: under its path in the destination. */
const KEPT = "kept";
/** A line for each file that is beside its place for a moment, on another disk. */
const BESIDE = "beside";

/** A top-level entry, and what tells it from another of that name. */
interface PlacedName {
  name: string;
  dev: number;
  ino: number;
}

/** Writes down what is about to be moved out of `tree`, in the staging folder `folder`. */
export function notePlacing(folder: string, tree: string): void {
  const placed: PlacedName[] = [];
  for (const { name } of Deno.readDirSync(tree)) {
    const { dev, ino } = Deno.lstatSync(join(tree, name));
    // Where the system gives files no numbers, nothing could be recognized later.
    if (ino === null) return;
    placed.push({ name, dev, ino });
  }
  using note = Deno.openSync(join(folder, NOTE), { createNew: true, write: true, mode: 0o600 });
  const bytes = new TextEncoder().encode(JSON.stringify(placed));
  for (let at = 0; at < bytes.length;) at += note.writeSync(bytes.subarray(at));
  note.syncDataSync();
}

/** The names in `into` that the session of a staging folder had put there when it was killed. */
export function placedNames(into: string, folder: string): string[] {
  let placed: PlacedName[];
  try {
    if (!lstatBelow(folder, NOTE)?.isFile) return [];
    placed = JSON.parse(Deno.readTextFileSync(join(folder, NOTE)));
  } catch {
    return []; // None was written, or not to its end: nothing was moved then.
  }
  return placed.filter(({ name, dev, ino }) => {
    if (!isTopLevel(name)) return false;
    const there = lstat(join(into, name));
    return there !== undefined && there.dev === dev && there.ino === ino;
  }).map(({ name }) => name);
}

/** Whether the name is one that a transfer may put into the destination itself. */
function isTopLevel(name: unknown): boolean {
  try {
    return typeof name === "string" && !safePath(name).includes("/");
  } catch {
    return false;
  }
}

/** Gives their owner all rights in a folder and those below, so that what is in them can be moved or removed. */
export function openFolders(path: string): void {
  if (!lstat(path)?.isDirectory) return;
  setPermissionBits(path, 0o700);
  for (const { name, isDirectory } of Deno.readDirSync(path)) {
    if (isDirectory) openFolders(join(path, name));
  }
}

/** Brings those names back into `tree`, to be verified and placed with the others. */
export function takeBack(into: string, folder: string, tree: string): void {
  for (const name of placedNames(into, folder)) {
    const from = join(into, name);
    const to = join(tree, name);
    // A file gets its final name before it loses the other one.
    if (lstat(to)?.isFile) {
      Deno.removeSync(from);
      continue;
    }
    openFolders(from);
    Deno.renameSync(from, to);
  }
  try {
    Deno.removeSync(join(folder, NOTE));
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
  }
}

/** Where placing keeps what it replaces. */
export function keptFolder(folder: string): string {
  return join(folder, KEPT);
}

/** Writes down that something is about to be beside its place in the destination. */
export function noteBeside(folder: string, beside: { at: string; name?: string }): void {
  using note = Deno.openSync(join(folder, BESIDE), { create: true, append: true, mode: 0o600 });
  const bytes = new TextEncoder().encode(JSON.stringify(beside) + "\n");
  for (let at = 0; at < bytes.length;) at += note.writeSync(bytes.subarray(at));
  note.syncDataSync();
}

/** Whether a session of a staging folder was killed while it replaced files, or copied some. */
export function hasKept(folder: string): boolean {
  return lstatBelow(folder, KEPT) !== undefined || lstatBelow(folder, BESIDE) !== undefined;
}

/**
 * After a session was killed while it placed: a name that lost its old file and has no new one gets
 * the old one back, and copies that were not finished go.
 *
 * @throws {LocalError} something cannot be put back. It stays where it is.
 */
export function restoreKept(into: string, folder: string): void {
  for (const beside of besides(folder)) restoreBeside(into, beside);
  const putBack = (path: string) => {
    const at = join(folder, KEPT, path);
    if (Deno.lstatSync(at).isDirectory) {
      for (const { name } of [...Deno.readDirSync(at)]) {
        putBack(path === "" ? name : `${path}/${name}`);
      }
      Deno.removeSync(at);
    } else if (isVacant(into, path)) {
      give(at, join(into, path), path);
    } else {
      Deno.removeSync(at);
    }
  };
  if (lstatBelow(folder, KEPT)?.isDirectory) putBack("");
  if (lstatBelow(folder, BESIDE)) Deno.removeSync(join(folder, BESIDE));
}

function give(from: string, to: string, path: string): void {
  try {
    Deno.renameSync(from, to);
  } catch (cause) {
    throw new LocalError(
      "cannot_create",
      `put back ${JSON.stringify(path)}: the folder it was in does not take it; it is ${
        JSON.stringify(from)
      }`,
      { cause },
    );
  }
}

/** Whether a name in the destination stands for nothing, in a folder that no link leads to. */
function isVacant(into: string, path: string): boolean {
  const slash = path.lastIndexOf("/");
  const folder = path.slice(0, Math.max(0, slash));
  // A folder that is gone took its files along.
  return lstatBelow(into, folder)?.isDirectory === true && lstat(join(into, path)) === undefined;
}

function besides(folder: string): { at: string; name?: string }[] {
  if (!lstatBelow(folder, BESIDE)?.isFile) return [];
  return Deno.readTextFileSync(join(folder, BESIDE)).split("\n").flatMap((line) => {
    try {
      const { at, name } = JSON.parse(line);
      return [{ at: String(at), ...name !== undefined && { name: String(name) } }];
    } catch {
      return []; // Not written to its end: nothing was done yet.
    }
  });
}

function restoreBeside(into: string, { at, name }: { at: string; name?: string }): void {
  const slash = at.lastIndexOf("/");
  const folder = at.slice(0, Math.max(0, slash));
  if (!STAGING_NAME.test(at.slice(slash + 1)) || !isPath(folder === "" ? "x" : folder)) return;
  const info = lstatBelow(into, folder)?.isDirectory ? lstat(join(into, at)) : undefined;
  if (info === undefined) return;
  const isOld = name !== undefined && isPath(name) && !info.isDirectory;
  if (isOld && isVacant(into, name)) return give(join(into, at), join(into, name), name);
  openFolders(join(into, at));
  Deno.removeSync(join(into, at), { recursive: true });
}

function isPath(path: string): boolean {
  try {
    return peerPath(path) !== "";
  } catch {
    return false;
  }
}
