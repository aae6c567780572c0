/**
 * Moves the staged entries under their final names, and applies the policy for names that exist.
 *
 * @module
 */

import { dirname, join } from "node:path";
import { LocalError } from "../../errors.ts";
import { MAX_PLACEMENT_BYTES } from "../../limits.ts";
import { existsError, kindClash } from "../existing_name.ts";
import { comparable, type IfExists, shouldReplace } from "../if_exists.ts";
import { destinationFault } from "../destination_fault.ts";
import { lstat } from "../lstat_below.ts";
import { commitError, replaceError } from "./commit_error.ts";
import { CommitMoves, type CommitMovesOptions } from "./commit_moves.ts";
import { CommitResult } from "./commit_result.ts";
import { numbered, shortened } from "./stored_name.ts";
import { syncFolder } from "./sync_folder.ts";

/** Options of {@linkcode commit}. */
export interface CommitOptions {
  /** A folder on the destination's disk for replaced files. Default: one in `tree`. */
  kept?: string;
  /** See {@linkcode CommitMovesOptions.recovers}. */
  recovers?: boolean;
  /** See {@linkcode CommitMovesOptions.note}. */
  note?: NonNullable<CommitMovesOptions["note"]>;
  /** Bytes of paths to remember at most. Default {@linkcode MAX_PLACEMENT_BYTES}. */
  most?: number;
  /** Interrupts it; everything is taken back then. Default: none. */
  signal?: AbortSignal;
}

/**
 * Moves everything in `tree` into `into`. An entry that cannot be moved fails by itself. A fault that
 * concerns all entries, and with `refuse` any fault, ends the commit: nothing is then in the destination
 * and nothing is replaced.
 *
 * @throws {LocalError} code `exists` with policy `refuse`; codes of the disk otherwise. The text names
 *   what could not be taken back, if anything.
 */
export async function commit(
  tree: string,
  into: string,
  policy: IfExists,
  options: CommitOptions = {},
): Promise<CommitResult> {
  return await new Committer(tree, into, policy, options).run();
}

/** Attempts for a name that other programs keep taking at the same moment. */
const MAX_ATTEMPTS = 5;

class Committer {
  readonly #tree: string;
  readonly #into: string;
  readonly #policy: IfExists;
  readonly #most: number;
  readonly #signal: AbortSignal | undefined;
  readonly #moves: CommitMoves;
  readonly #result = new CommitResult();
  #bytes = 0;

  constructor(tree: string, into: string, policy: IfExists, options: CommitOptions) {
    this.#tree = tree;
    this.#into = into;
    this.#policy = policy;
    this.#most = options.most ?? MAX_PLACEMENT_BYTES;
    this.#signal = options.signal;
    this.#moves = new CommitMoves(tree, {
      into,
      kept: options.kept ?? join(tree, ".sluice-kept"),
      onFailed: (path, why) => this.#fail(path, why),
      recovers: options.recovers ?? true,
      ...options.note && { note: options.note },
      ...options.signal && { signal: options.signal },
    });
  }

  async run(): Promise<CommitResult> {
    try {
      for (const name of namesIn(this.#tree)) await this.#visit(name);
      syncFolder(this.#into);
      this.#signal?.throwIfAborted();
    } catch (cause) {
      const left = this.#moves.undo();
      const fault = destinationFault(cause, this.#into);
      if (left.length === 0) throw fault;
      throw new LocalError(
        "io",
        `${fault.message}; left in place: ${left.map((path) => JSON.stringify(path)).join(", ")}`,
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
      `Cannot store in ${
        JSON.stringify(this.#into)
      }: too many of the names already exist; store in an empty folder`,
    );
  }

  #fail(path: string, why: string): void {
    this.#hold(path);
    this.#result.failed.set(path, why);
  }

  async #visit(path: string): Promise<void> {
    for (let attempt = 1;; attempt++) {
      try {
        return await this.#commitEntry(path);
      } catch (cause) {
        // A staged entry that is gone is no fault of the destination.
        if (this.#policy === "refuse" || lstat(join(this.#tree, path)) === undefined) throw cause;
        if (cause instanceof Deno.errors.AlreadyExists && attempt < MAX_ATTEMPTS) continue;
        const fault = commitError(cause, path, dirname(join(this.#into, path)));
        if (fault === undefined) throw cause;
        return this.#fail(path, fault.why);
      }
    }
  }

  async #commitEntry(path: string): Promise<void> {
    const policy = this.#policy;
    const from = join(this.#tree, path);
    const staged = Deno.lstatSync(from);
    const existing = lstat(join(this.#into, path));
    if (existing === undefined) return await this.#move(path, path, staged.isFile);
    if (policy === "refuse") throw existsError(path);
    if (staged.isDirectory && existing.isDirectory) {
      for (const name of namesIn(from)) await this.#visit(`${path}/${name}`);
      syncFolder(join(this.#into, path));
    } else if (policy === "rename") {
      await this.#rename(path, staged.isFile);
    } else if (staged.isDirectory || existing.isDirectory) {
      this.#fail(path, kindClash(existing));
    } else if (!shouldReplace(policy, comparable(staged), comparable(existing))) {
      this.#hold(path);
      this.#result.skipped.add(path);
    } else {
      this.#hold(path);
      try {
        await this.#moves.replace(path);
      } catch (cause) {
        throw replaceError(cause, path, existing.mode);
      }
    }
  }

  async #move(path: string, name: string, isFile: boolean): Promise<void> {
    this.#hold(path);
    await this.#moves.move(path, name, isFile);
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

function namesIn(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
}
