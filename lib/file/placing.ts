/**
 * A note in the staging folder of what is being put in place. A program that was killed in the middle
 * of that has left some names in the destination and some here; the next session knows the former by
 * it, and takes them back until all of them can come.
 *
 * @module
 */

import { join } from "node:path";
import { lstatBelow } from "./lstat_below.ts";
import { setPermissionBits } from "./permission_bits.ts";
import { lstat } from "./place.ts";
import { safePath } from "./safe_path.ts";

const NOTE = "placing.json";

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
