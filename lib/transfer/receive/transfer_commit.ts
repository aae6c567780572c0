/** The end of a transfer at the receiver: what was gathered goes to the disk and under its final names. @module */

import { join } from "node:path";
import { SluiceError } from "../../errors.ts";
import { localFault } from "../../file/local_fault.ts";
import { lstat } from "../../file/lstat_below.ts";
import { makeLink } from "../../file/staging/make_link.ts";
import {
  above,
  finalPath,
  type IfExists,
  place,
  type Placement,
} from "../../file/staging/commit.ts";
import type { SafePath } from "../../file/safe_path.ts";
import { Spool } from "../../file/staging/spool.ts";
import { sealFolder, type Staging } from "../../file/staging/staging.ts";

/** Makes a link below the destination; resolves to false where the policy leaves what is there. */
export type MakeLink = (
  path: string,
  target: string,
  policy: IfExists,
) => Promise<boolean> | boolean;

/** Where a deposit goes, and who hears of it. */
export interface DepositOptions {
  /** The destination. */
  into: string;
  /** What becomes of names that exist. */
  ifExists: IfExists;
  /** Makes links, which needs more rights than files do. Default: this program itself. */
  makeLink?: MakeLink;
  /** Told of an entry that could not be placed. */
  onLost: (id: number, path: string, why: string, code?: string) => unknown;
  /** Told of an entry that was left as it was. */
  onSkipped: (path: string) => unknown;
}

/** An entry that is to be placed. */
interface Staged {
  /** Its number. */
  id: number;
  /** The sender's path. */
  path: string;
  /** Where it is staged, and where it goes unless something has that name. */
  local: SafePath;
}

/** What a deposit came to. */
export interface Placed {
  /** Files in place. */
  files: number;
  /** Their bytes. */
  bytes: number;
  /** Files that the policy left out of place. */
  skipped: number;
}

/** Verified files on their way to their final names. */
export class Deposit {
  readonly #staging: Staging | undefined;
  readonly #options: DepositOptions;
  readonly #links: Spool<Staged & { target: string }>;
  readonly #files: Spool<Staged & { size: number; digest: string }>;
  readonly #empty: Spool<Staged>;
  readonly #placed: Placed = { files: 0, bytes: 0, skipped: 0 };
  #placement: Placement = { renamed: new Map(), skipped: new Set(), failed: new Map() };

  /** @param staging Absent where nothing is stored. */
  constructor(staging: Staging | undefined, options: DepositOptions) {
    this.#staging = staging;
    this.#options = options;
    this.#links = new Spool(staging?.spoolPath("links") ?? "");
    this.#files = new Spool(staging?.spoolPath("digests") ?? "");
    this.#empty = new Spool(staging?.spoolPath("empty") ?? "");
  }

  /** Remembers a file that is verified. */
  verified(file: Staged & { size: number; digest: string }): void {
    this.#files.add(file);
    this.#placed.files++;
    this.#placed.bytes += file.size;
  }

  /** Remembers a link to be made. */
  link(link: Staged & { target: string }): void {
    this.#links.add(link);
  }

  /** Remembers a folder that nothing is in. */
  emptyFolder(folder: Staged): void {
    this.#empty.add(folder);
  }

  /**
   * Puts everything in place.
   *
   * @throws {SluiceError} nothing was placed then, and nothing replaced.
   */
  async place(signal?: AbortSignal): Promise<Placed> {
    const staging = this.#staging;
    if (staging === undefined) return this.#placed;
    const { into, ifExists } = this.#options;
    const tree = await staging.settle().catch((cause) => {
      throw localFault(cause, `write in ${JSON.stringify(into)}`);
    });
    signal?.throwIfAborted();
    const options = { ...staging.forPlacing, ...signal && { signal } };
    this.#placement = await place(tree, into, ifExists, options);
    for await (const { path, mode, mtime } of staging.sealed.all()) {
      // What is still in the staging folder was there before, or a link is in its place: not ours to change.
      if (lstat(join(tree, path)) !== undefined) continue;
      const final = join(into, finalPath(path, this.#placement));
      sealFolder(final, mode, mtime);
    }
    // Links last: while files were stored there was none to be led astray by.
    for await (const link of this.#links.all()) await this.#makeLink(link);
    await this.#tellOfFiles();
    return this.#placed;
  }

  async #makeLink({ id, path, local, target }: Staged & { target: string }): Promise<void> {
    const { into, ifExists, onLost, onSkipped } = this.#options;
    const lost = this.#lost(local);
    if (lost !== undefined) return void await onLost(id, path, lost);
    const make = this.#options.makeLink ??
      ((path, target, policy) => makeLink(into, path as SafePath, target, policy));
    try {
      const made = await make(finalPath(local, this.#placement), target, ifExists);
      if (!made) await onSkipped(path);
    } catch (error) {
      if (!(error instanceof SluiceError)) throw error;
      await onLost(id, path, error.message, error.code);
    }
  }

  /** Counts and tells what is not in place. */
  async #tellOfFiles(): Promise<void> {
    const { onLost, onSkipped } = this.#options;
    const { skipped, failed } = this.#placement;
    if (skipped.size + failed.size === 0) return;
    for await (const { id, path, local, size } of this.#files.all()) {
      const lost = this.#lost(local);
      if (lost === undefined && !skipped.has(local)) continue;
      this.#placed.files--;
      this.#placed.bytes -= size;
      if (lost !== undefined) {
        await onLost(id, path, lost);
      } else {
        this.#placed.skipped++;
        await onSkipped(path);
      }
    }
    for await (const { id, path, local } of this.#empty.all()) {
      const lost = this.#lost(local);
      if (lost !== undefined) await onLost(id, path, lost);
    }
  }

  /** Why something is not in place; undefined where it is. */
  #lost(local: string): string | undefined {
    const { failed } = this.#placement;
    const at = above(local, (one) => failed.has(one));
    if (at === undefined) return undefined;
    const why = failed.get(at)!;
    return at === local ? why : `its folder could not be placed: ${why}`;
  }

  /** The files in place, by their final paths, with their digests. */
  async *files(): AsyncGenerator<[path: string, digest: string]> {
    const { skipped, failed } = this.#placement;
    for await (const { local, digest } of this.#files.all()) {
      if (skipped.has(local) || above(local, (one) => failed.has(one)) !== undefined) continue;
      yield [finalPath(local, this.#placement), digest];
    }
  }

  /** Lets go of open files. */
  close(): void {
    this.#links.close();
    this.#files.close();
    this.#empty.close();
  }
}
