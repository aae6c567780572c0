/**
 * Brings what was gathered in the staging folder under its final names. The one place that decides
 * about names that exist already.
 *
 * @module
 */

import { dirname, join } from "node:path";
import { LocalError } from "../../errors.ts";
import { MAX_PLACEMENT_BYTES } from "../../limits.ts";
import { EntryError } from "../entry_error.ts";
import { localFault } from "../local_fault.ts";
import { lstat } from "../lstat_below.ts";
import { Moves, type MovesOptions, placeError, syncFolder } from "./commit_moves.ts";
import { numbered, shortened } from "./stored_name.ts";

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

/** Options of {@linkcode place}. */
export interface PlaceOptions {
  /** A folder on the destination's disk for what is replaced. Default: one in `tree`. */
  kept?: string;
  /** See {@linkcode MovesOptions.recovers}. */
  recovers?: boolean;
  /** See {@linkcode MovesOptions.note}. */
  note?: MovesOptions["note"];
  /** Bytes of paths to remember at most. Default {@linkcode MAX_PLACEMENT_BYTES}. */
  most?: number;
  /** Ends it; everything is taken back then. Default: none. */
  signal?: AbortSignal;
}

/**
 * Moves everything in `tree` into `into`. An entry that cannot be placed fails by itself. Anything
 * worse, and with `refuse` that is everything, ends it: then nothing is placed and nothing replaced.
 *
 * @throws {LocalError} code `exists` with policy `refuse`; codes of the disk otherwise. Its text names
 *   what could not be taken back, if anything.
 */
export async function place(
  tree: string,
  into: string,
  policy: IfExists,
  options: PlaceOptions = {},
): Promise<Placement> {
  const placer = new Placer(tree, into, policy, options);
  return await placer.run();
}

/** Times that a name which another program takes at the same moment is looked at anew. */
const MAX_LOOKS = 5;

class Placer {
  readonly #tree: string;
  readonly #into: string;
  readonly #policy: IfExists;
  readonly #most: number;
  readonly #signal: AbortSignal | undefined;
  readonly #moves: Moves;
  readonly #result: Placement = { renamed: new Map(), skipped: new Set(), failed: new Map() };
  #bytes = 0;

  constructor(tree: string, into: string, policy: IfExists, options: PlaceOptions) {
    this.#tree = tree;
    this.#into = into;
    this.#policy = policy;
    this.#most = options.most ?? MAX_PLACEMENT_BYTES;
    this.#signal = options.signal;
    this.#moves = new Moves(tree, {
      into,
      kept: options.kept ?? join(tree, ".sluice-kept"),
      onFailed: (path, why) => this.#fail(path, why),
      recovers: options.recovers ?? true,
      ...options.note && { note: options.note },
      ...options.signal && { signal: options.signal },
    });
  }

  async run(): Promise<Placement> {
    try {
      for (const name of names(this.#tree)) await this.#visit(name);
      syncFolder(this.#into);
      this.#signal?.throwIfAborted();
    } catch (cause) {
      const left = this.#moves.undo();
      const fault = localFault(cause, `store in ${JSON.stringify(this.#into)}`);
      if (left.length === 0) throw fault;
      throw new LocalError(
        "io",
        `${fault.message}; what it had put in place stays: ${
          left.map((path) => JSON.stringify(path)).join(", ")
        }`,
        { cause },
      );
    }
    this.#moves.finish();
    return this.#result;
  }

  /** Counts what is remembered. */
  #hold(...paths: string[]): void {
    for (const path of paths) this.#bytes += path.length * 2 + 64;
    if (this.#bytes <= this.#most) return;
    throw new LocalError(
      "cannot_create",
      `store in ${
        JSON.stringify(this.#into)
      }: too many names meet others there; store in an empty folder`,
    );
  }

  #fail(path: string, why: string): void {
    this.#hold(path);
    this.#result.failed.set(path, why);
  }

  async #visit(path: string): Promise<void> {
    for (let looks = 1;; looks++) {
      try {
        return await this.#settle(path);
      } catch (cause) {
        // Nothing is the destination's fault where the tree is gone.
        if (this.#policy === "refuse" || lstat(join(this.#tree, path)) === undefined) throw cause;
        if (cause instanceof Deno.errors.AlreadyExists && looks < MAX_LOOKS) continue;
        const fault = placeError(cause, path, dirname(join(this.#into, path)));
        if (fault === undefined) throw cause;
        return this.#fail(path, fault.why);
      }
    }
  }

  async #settle(path: string): Promise<void> {
    const policy = this.#policy;
    const from = join(this.#tree, path);
    const staged = Deno.lstatSync(from);
    const there = lstat(join(this.#into, path));
    if (there === undefined) return await this.#move(path, path, staged.isFile);
    if (policy === "refuse") throw exists(path);
    if (staged.isDirectory && there.isDirectory) {
      for (const name of names(from)) await this.#visit(`${path}/${name}`);
      syncFolder(join(this.#into, path));
    } else if (policy === "rename") {
      await this.#rename(path, staged.isFile);
    } else if (staged.isDirectory || there.isDirectory) {
      this.#fail(path, clash(there));
    } else if (!wanted(policy, comparable(staged), comparable(there))) {
      this.#hold(path);
      this.#result.skipped.add(path);
    } else {
      this.#hold(path);
      try {
        await this.#moves.replace(path);
      } catch (cause) {
        throw replaceFault(cause, path, there.mode);
      }
    }
  }

  async #move(path: string, name: string, isFile: boolean): Promise<void> {
    this.#hold(path);
    await this.#moves.place(path, name, isFile);
  }

  /** Moves it under the first of `name (1).txt`, `name (2).txt`, … that is free and not too long. */
  async #rename(path: string, isFile: boolean): Promise<void> {
    const slash = path.lastIndexOf("/") + 1;
    let base = path.slice(slash);
    for (let number = 1;;) {
      const name = path.slice(0, slash) + numbered(base, number);
      if (lstat(join(this.#into, name)) !== undefined) {
        number++;
        continue;
      }
      try {
        this.#hold(name);
        await this.#move(path, name, isFile);
        this.#result.renamed.set(path, name);
        return;
      } catch (cause) {
        const isLong = (cause as { code?: unknown }).code === "ENAMETOOLONG";
        const shorter = isLong ? shortened(base) : undefined;
        if (shorter !== undefined) base = shorter;
        else if (cause instanceof Deno.errors.AlreadyExists) number++;
        else throw cause;
      }
    }
  }
}

/** Why a file cannot be where there is a folder, or the other way round. */
export function clash(there: Deno.FileInfo): string {
  return there.isDirectory ? "a folder has its name" : "what should be a folder is none";
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
  const why = "it is read-only; clear that (attrib -R) and try again";
  return new EntryError(`replace ${JSON.stringify(path)}`, "place", why, { cause });
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

/** A file's properties for {@linkcode wanted}. */
export function comparable(info: Deno.FileInfo): Comparable {
  return { size: info.size, mtime: info.mtime?.getTime() ?? 0 };
}

function names(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
}
