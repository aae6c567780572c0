/**
 * The journal of a commit: which top-level entries are being moved into the destination. A program that
 * is killed meanwhile leaves some of them there and some in the staging folder; the next session finds
 * the former by the journal and takes them back until all of them can be committed.
 *
 * @module
 */

import { join } from "node:path";
import { writeAllSync } from "../../bytes.ts";
import { lstat, lstatBelow } from "../lstat_below.ts";
import { safePath } from "../safe_path.ts";
import { makeWritable } from "./make_writable.ts";

const NAME = "placing.json";

/** A top-level entry, and what distinguishes it from another of that name. */
interface JournalEntry {
  name: string;
  dev: number;
  ino: number;
}

/** The journal in one staging folder. */
export class CommitJournal {
  readonly #folder: string;

  /** @param folder The staging folder. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Records what is about to be moved out of `tree`; it is on the disk when this returns. */
  write(tree: string): void {
    const entries: JournalEntry[] = [];
    for (const { name } of Deno.readDirSync(tree)) {
      const { dev, ino } = Deno.lstatSync(join(tree, name));
      // Without file numbers no entry could be recognized later.
      if (ino === null) return;
      entries.push({ name, dev, ino });
    }
    using journal = Deno.openSync(join(this.#folder, NAME), {
      createNew: true,
      write: true,
      mode: 0o600,
    });
    writeAllSync(journal, new TextEncoder().encode(JSON.stringify(entries)));
    journal.syncDataSync();
  }

  /** The names in `into` to which entries had been moved when the program was killed. */
  committedNames(into: string): string[] {
    let entries: JournalEntry[];
    try {
      if (!lstatBelow(this.#folder, NAME)?.isFile) return [];
      entries = JSON.parse(Deno.readTextFileSync(join(this.#folder, NAME)));
    } catch {
      return []; // No journal, or not written to its end: nothing was moved.
    }
    return entries.filter(({ name, dev, ino }) => {
      if (!isTopLevel(name)) return false;
      const existing = lstat(join(into, name));
      return existing !== undefined && existing.dev === dev && existing.ino === ino;
    }).map(({ name }) => name);
  }

  /** Moves those entries back into `tree`, to be verified and committed with the others. */
  rollBack(into: string, tree: string): void {
    for (const name of this.committedNames(into)) {
      const from = join(into, name);
      const to = join(tree, name);
      // A file gets its final name before it loses the staged one.
      if (lstat(to)?.isFile) {
        Deno.removeSync(from);
        continue;
      }
      makeWritable(from);
      Deno.renameSync(from, to);
    }
    try {
      Deno.removeSync(join(this.#folder, NAME));
    } catch (cause) {
      if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    }
  }
}

/** Whether a transfer may create the name in the destination itself. */
function isTopLevel(name: unknown): boolean {
  try {
    return typeof name === "string" && !safePath(name).includes("/");
  } catch {
    return false;
  }
}
