/** The end of a transfer at the receiver: verified content is synced and moved under its final names. @module */

import { join } from "node:path";
import { SluiceError } from "../../errors.ts";
import { EntryError } from "../../file/entry_error.ts";
import type { IfExists } from "../../file/if_exists.ts";
import { destinationFault } from "../../file/destination_fault.ts";
import { lstat } from "../../file/lstat_below.ts";
import type { SafePath } from "../../file/safe_path.ts";
import { applyFinalMode } from "../../file/staging/apply_final_mode.ts";
import { commit } from "../../file/staging/commit.ts";
import { CommitResult } from "../../file/staging/commit_result.ts";
import { makeLink } from "../../file/staging/make_link.ts";
import { Spool } from "../../file/staging/spool.ts";
import type { Staging } from "../../file/staging/staging.ts";
import type { LostEntry } from "./lost_entries.ts";

/** Makes a link below the destination; resolves to false where the policy leaves what is there. */
export type MakeLink = (
  path: string,
  target: string,
  policy: IfExists,
) => Promise<boolean> | boolean;

/** Options of {@linkcode TransferCommit}. */
export interface TransferCommitOptions {
  /** The destination. */
  into: string;
  /** What happens to names that exist. */
  ifExists: IfExists;
  /** Makes links, which requires more rights than files do. Default: this process makes them itself. */
  makeLink?: MakeLink | undefined;
  /** Told of an entry that could not be committed. */
  onLost: (entry: LostEntry) => unknown;
  /** Told of an entry that the policy left out. */
  onSkipped: (path: string) => unknown;
  /** Told of an entry that got another name because its own existed. */
  onRenamed: (path: string, name: string) => unknown;
}

/** An entry to be committed. */
interface StagedEntry {
  /** Its number. */
  id: number;
  /** The sender's path. */
  path: string;
  /** Where it is staged, and where it goes unless an entry of the destination has that name. */
  local: SafePath;
}

/** A verified file. There may be millions, so that what is the same is left out. */
interface SpooledFile extends Omit<StagedEntry, "local"> {
  /** Absent: as the path. */
  local?: SafePath;
  size: number;
  digest: string;
}

/** What a commit amounted to. */
export interface CommitTotals {
  /** Files in the destination. */
  files: number;
  /** Their bytes. */
  bytes: number;
  /** Files that the policy left out. */
  skipped: number;
  /** Files and folders that got another name because their own existed. */
  renamed: number;
}

/** Collects the entries of a transfer, and commits them when all are verified. */
export class TransferCommit {
  readonly #staging: Staging | undefined;
  readonly #options: TransferCommitOptions;
  readonly #links: Spool<StagedEntry & { target: string }>;
  readonly #files: Spool<SpooledFile>;
  readonly #emptyFolders: Spool<StagedEntry>;
  readonly #totals: CommitTotals = { files: 0, bytes: 0, skipped: 0, renamed: 0 };
  #result = new CommitResult();

  /** @param staging Absent where nothing is stored. */
  constructor(staging: Staging | undefined, options: TransferCommitOptions) {
    this.#staging = staging;
    this.#options = options;
    this.#links = new Spool(staging?.spoolPath("links") ?? "");
    this.#files = new Spool(staging?.spoolPath("digests") ?? "");
    this.#emptyFolders = new Spool(staging?.spoolPath("empty") ?? "");
  }

  /** Adds a verified file. */
  addFile(file: StagedEntry & { size: number; digest: string }): void {
    const { id, path, local, size, digest } = file;
    this.#files.add({ id, path, ...local !== path as string && { local }, size, digest });
    this.#totals.files++;
    this.#totals.bytes += size;
  }

  /** Adds a link, which is made last. */
  addLink(link: StagedEntry & { target: string }): void {
    this.#links.add(link);
  }

  /** Adds a folder without content. */
  addEmptyFolder(folder: StagedEntry): void {
    this.#emptyFolders.add(folder);
  }

  /**
   * Commits all entries.
   *
   * @throws {SluiceError} nothing was committed then, and nothing replaced.
   */
  async run(signal?: AbortSignal): Promise<CommitTotals> {
    const staging = this.#staging;
    if (staging === undefined) return this.#totals;
    const { into, ifExists } = this.#options;
    const tree = await staging.prepareCommit().catch((cause) => {
      throw destinationFault(cause, into);
    });
    signal?.throwIfAborted();
    const options = { ...staging.commitOptions, ...signal && { signal } };
    this.#result = await commit(tree, into, ifExists, options);
    for await (const { path, mode, mtime } of staging.tree.deferredModes.all()) {
      // Still staged where the destination had the folder, or a link of its name: neither may be changed.
      if (lstat(join(tree, path)) !== undefined) continue;
      applyFinalMode(join(into, this.#result.finalPath(path)), mode, mtime);
    }
    // Last, so that no link can redirect files while they are stored.
    for await (const link of this.#links.all()) await this.#makeLink(link);
    await this.#reportMissing();
    await this.#reportRenamed();
    return this.#totals;
  }

  async #makeLink({ id, path, local, target }: StagedEntry & { target: string }): Promise<void> {
    const { into, ifExists, onLost, onSkipped } = this.#options;
    const failure = this.#failureOf(local);
    if (failure !== undefined) return void await onLost({ id, path, why: failure });
    const make = this.#options.makeLink ??
      ((path, target, policy) => makeLink(into, path as SafePath, target, policy));
    try {
      const made = await make(this.#result.finalPath(local), target, ifExists);
      if (!made) await onSkipped(path);
    } catch (error) {
      if (!(error instanceof SluiceError)) throw error;
      const why = error instanceof EntryError ? error.why : error.message;
      await onLost({ id, path, why, code: error.code });
    }
  }

  /** Counts and reports what was not committed. */
  async #reportMissing(): Promise<void> {
    const { onLost, onSkipped } = this.#options;
    const { skipped, failed } = this.#result;
    if (skipped.size + failed.size === 0) return;
    for await (const { id, path, local = path as SafePath, size } of this.#files.all()) {
      const failure = this.#failureOf(local);
      if (failure === undefined && !skipped.has(local)) continue;
      this.#totals.files--;
      this.#totals.bytes -= size;
      if (failure !== undefined) {
        await onLost({ id, path, why: failure });
      } else {
        this.#totals.skipped++;
        await onSkipped(path);
      }
    }
    for await (const { id, path, local } of this.#emptyFolders.all()) {
      const failure = this.#failureOf(local);
      if (failure !== undefined) await onLost({ id, path, why: failure });
    }
  }

  async #reportRenamed(): Promise<void> {
    const { renamed } = this.#result;
    this.#totals.renamed = renamed.size;
    for (const [path, name] of renamed) await this.#options.onRenamed(path, name);
  }

  /** The path in the destination of an entry, once everything is committed. */
  finalPath(path: string): string {
    return this.#result.finalPath(path);
  }

  /** Why an entry was not committed; undefined where it was. */
  #failureOf(local: string): string | undefined {
    const at = this.#result.failedAt(local);
    if (at === undefined) return undefined;
    const why = this.#result.failed.get(at)!;
    return at === local ? why : `its folder could not be stored: ${why}`;
  }

  /** The committed files, by their final paths, with their digests, in batches. */
  async *committedFiles(): AsyncGenerator<[path: string, digest: string][]> {
    const { skipped } = this.#result;
    for await (const batch of this.#files.batches()) {
      const committed: [path: string, digest: string][] = [];
      for (const { path, local = path as SafePath, digest } of batch) {
        if (skipped.has(local) || this.#result.failedAt(local) !== undefined) continue;
        committed.push([this.#result.finalPath(local), digest]);
      }
      yield committed;
    }
  }

  /** Closes open files. */
  close(): void {
    this.#links.close();
    this.#files.close();
    this.#emptyFolders.close();
  }
}
