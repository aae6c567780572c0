/** Files that a commit replaces, kept until everything is committed. @module */

import { join } from "node:path";
import { writeAllSync } from "../../bytes.ts";
import { LocalError } from "../../errors.ts";
import { lstat, lstatBelow } from "../lstat_below.ts";
import { STAGING_NAME } from "../reserved_name.ts";
import { peerPath } from "../safe_path.ts";
import { makeWritable } from "./make_writable.ts";

/** Folder of replaced files, each under its path in the destination. */
const KEPT = "kept";
/** File with one line for each entry that is temporarily beside its place, on another disk. */
const BESIDE = "beside";

/** An entry with a reserved name beside its place, on a disk where the staging folder is not. */
export interface Beside {
  /** Its path in the destination. */
  at: string;
  /** The path that it had there before; absent where it is only a copy. */
  name?: string;
}

/** What one staging folder keeps of the destination. */
export class KeptFiles {
  readonly #folder: string;

  /** @param folder The staging folder. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Folder for replaced files. A commit creates it. */
  get path(): string {
    return join(this.#folder, KEPT);
  }

  /** Records that an entry is about to be beside its place in the destination. */
  noteBeside(beside: Beside): void {
    using note = Deno.openSync(join(this.#folder, BESIDE), {
      create: true,
      append: true,
      mode: 0o600,
    });
    writeAllSync(note, new TextEncoder().encode(JSON.stringify(beside) + "\n"));
    note.syncDataSync();
  }

  /** Whether a session was killed while it replaced or copied files. */
  get exist(): boolean {
    return [KEPT, BESIDE].some((name) => lstatBelow(this.#folder, name) !== undefined);
  }

  /**
   * Recovers from a commit that was killed: a name that lost its old file and has no new one gets the old
   * one back, and unfinished copies are removed.
   *
   * @throws {LocalError} a file cannot be put back. It stays where it is.
   */
  restore(into: string): void {
    for (const beside of this.#besides()) restoreBeside(into, beside);
    if (lstatBelow(this.#folder, KEPT)?.isDirectory) this.#putBack(into, "");
    if (lstatBelow(this.#folder, BESIDE)) Deno.removeSync(join(this.#folder, BESIDE));
  }

  #putBack(into: string, path: string): void {
    const at = join(this.path, path);
    if (Deno.lstatSync(at).isDirectory) {
      for (const { name } of [...Deno.readDirSync(at)]) {
        this.#putBack(into, path === "" ? name : `${path}/${name}`);
      }
      Deno.removeSync(at);
    } else if (isVacant(into, path)) {
      moveBack(at, into, path);
    } else {
      Deno.removeSync(at);
    }
  }

  #besides(): Beside[] {
    if (!lstatBelow(this.#folder, BESIDE)?.isFile) return [];
    return Deno.readTextFileSync(join(this.#folder, BESIDE)).split("\n").flatMap((line) => {
      try {
        const { at, name } = JSON.parse(line);
        return [{ at: String(at), ...name !== undefined && { name: String(name) } }];
      } catch {
        return []; // Not written to its end: nothing was done yet.
      }
    });
  }
}

function restoreBeside(into: string, { at, name }: Beside): void {
  const slash = at.lastIndexOf("/");
  const folder = at.slice(0, Math.max(0, slash));
  if (!STAGING_NAME.test(at.slice(slash + 1)) || !isPath(folder === "" ? "x" : folder)) return;
  const info = lstatBelow(into, folder)?.isDirectory ? lstat(join(into, at)) : undefined;
  if (info === undefined) return;
  const isOld = name !== undefined && isPath(name) && !info.isDirectory;
  if (isOld && isVacant(into, name)) return moveBack(join(into, at), into, name);
  makeWritable(join(into, at));
  Deno.removeSync(join(into, at), { recursive: true });
}

function moveBack(from: string, into: string, path: string): void {
  try {
    Deno.renameSync(from, join(into, path));
  } catch (cause) {
    throw new LocalError(
      "cannot_create",
      `Cannot put ${JSON.stringify(path)} back; it is kept as ${JSON.stringify(from)}`,
      { cause },
    );
  }
}

/** Whether nothing has a name in the destination, in a folder that is reached without links. */
function isVacant(into: string, path: string): boolean {
  const slash = path.lastIndexOf("/");
  const folder = path.slice(0, Math.max(0, slash));
  // Where the folder was removed, its files were removed with it.
  return lstatBelow(into, folder)?.isDirectory === true && lstat(join(into, path)) === undefined;
}

function isPath(path: string): boolean {
  try {
    return peerPath(path) !== "";
  } catch {
    return false;
  }
}
