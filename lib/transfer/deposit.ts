/** The end of a transfer at the receiver: what was gathered goes to the disk and under its final names. @module */

import { join } from "node:path";
import { SluiceError } from "../errors.ts";
import { localFault } from "../file/local_fault.ts";
import { makeLink } from "../file/make_link.ts";
import { above, finalPath, type IfExists, lstat, place, type Placement } from "../file/place.ts";
import type { SafePath } from "../file/safe_path.ts";
import { Spool } from "../file/spool.ts";
import { sealFolder, type Staging } from "../file/staging.ts";

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
  onLost: (path: string, message: string) => unknown;
  /** Told of an entry that was left as it was. */
  onSkipped: (path: string) => unknown;
}

/** Verified files on their way to their final names. */
export class Deposit {
  readonly #staging: Staging | undefined;
  readonly #options: DepositOptions;
  readonly #links: Spool<{ path: SafePath; target: string }>;
  readonly #digests: Spool<[path: string, digest: string]>;
  #placement: Placement = { renamed: new Map(), skipped: new Set(), failed: new Map() };

  /** @param staging Absent where nothing is stored. */
  constructor(staging: Staging | undefined, options: DepositOptions) {
    this.#staging = staging;
    this.#options = options;
    this.#links = new Spool(staging?.spoolPath("links") ?? "");
    this.#digests = new Spool(staging?.spoolPath("digests") ?? "");
  }

  /** Remembers a file that is verified. */
  verified(path: string, digest: string): void {
    this.#digests.add([path, digest]);
  }

  /** Remembers a link to be made. */
  link(path: SafePath, target: string): void {
    this.#links.add({ path, target });
  }

  /**
   * Puts everything in place.
   *
   * @throws {SluiceError} nothing was placed then, with policy `refuse`.
   */
  async place(signal?: AbortSignal): Promise<void> {
    const staging = this.#staging;
    if (staging === undefined) return;
    const { into, ifExists, onLost, onSkipped } = this.#options;
    const tree = await staging.settle().catch((cause) => {
      throw localFault(cause, `write in ${JSON.stringify(into)}`);
    });
    signal?.throwIfAborted();
    this.#placement = place(tree, into, ifExists);
    for await (const { path, mode, mtime } of staging.sealed.all()) {
      // What is still in the staging folder was there before, or a link is in its place: not ours to change.
      if (lstat(join(tree, path)) !== undefined) continue;
      const final = join(into, finalPath(path, this.#placement));
      sealFolder(final, mode, mtime);
    }
    const make = this.#options.makeLink ??
      ((path, target, policy) => makeLink(into, path as SafePath, target, policy));
    // Links last: while files were stored there was none to be led astray by.
    for await (const { path, target } of this.#links.all()) {
      try {
        if (!await make(finalPath(path, this.#placement), target, ifExists)) await onSkipped(path);
      } catch (error) {
        if (!(error instanceof SluiceError)) throw error;
        await onLost(path, error.message);
      }
    }
    for (const [path, why] of this.#placement.failed) await onLost(path, why);
    for (const path of this.#placement.skipped) await onSkipped(path);
  }

  /** The files in place, by their final paths, with their digests; to be called once. */
  async *files(): AsyncGenerator<[path: string, digest: string]> {
    const { skipped, failed } = this.#placement;
    for await (const [path, digest] of this.#digests.all()) {
      if (skipped.has(path) || above(path, (one) => failed.has(one)) !== undefined) continue;
      yield [finalPath(path, this.#placement), digest];
    }
  }

  /** Lets go of open files. */
  close(): void {
    this.#links.close();
    this.#digests.close();
  }
}
