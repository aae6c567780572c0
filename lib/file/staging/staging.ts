/**
 * The private folder inside the destination where a transfer is gathered and verified before
 * anything appears under its final name.
 *
 *     DIR/.sluice-3f9a…/        0700, random name
 *         offer.json            which offer it belongs to, and what distinguishes the folder from a copy
 *         lock                  held while a receiver works in it
 *         placing.json          the journal of a commit (commit_journal.ts)
 *         kept/                 files that the commit replaces, until it is complete (kept_files.ts)
 *         beside                the same on other disks: a line for each file there
 *         pairing.json          how the sender and the receiver know each other (pairing_file.ts)
 *         tree/                 what has arrived in this session (staged_tree.ts)
 *         old-1/, …             what had arrived in earlier ones
 *
 * A file in `tree` or `old` is not trusted because it is there: `StagedFile` verifies it.
 *
 * @module
 */

import { dirname, join } from "node:path";
import { destinationFault } from "../destination_fault.ts";
import { localFault } from "../local_fault.ts";
import { newStagingName } from "../reserved_name.ts";
import { cleanOrphans } from "./clean_orphans.ts";
import type { CommitOptions } from "./commit.ts";
import { CommitJournal } from "./commit_journal.ts";
import { emptyStaging } from "./discard_unfinished.ts";
import { heldBytes } from "./held_bytes.ts";
import { KeptFiles } from "./kept_files.ts";
import { dropLinks, retireTree } from "./old_trees.ts";
import { removeTree } from "./remove_tree.ts";
import { type StagedOffer, writeOffer } from "./staged_offer.ts";
import { StagedTree } from "./staged_tree.ts";
import { tryLock, unlock } from "./staging_lock.ts";
import { claimUnfinished, isOwnersAlone } from "./unfinished.ts";

/** Attempts to create a folder that other sessions keep removing as an orphan. */
const MAX_ATTEMPTS = 5;

/** The staging folder of one transfer. */
export class Staging {
  /** Its absolute path. */
  readonly folder: string;
  /** The entries of this session. */
  readonly tree: StagedTree;
  /** Whether an earlier session left something. */
  readonly hasEarlier: boolean;
  readonly #lock: Deno.FsFile;
  /** How many earlier sessions there were; it makes the names of spools unique. */
  readonly #number: number;
  #isKept = false;

  private constructor(folder: string, lock: Deno.FsFile) {
    this.folder = folder;
    this.#lock = lock;
    const old = retireTree(folder);
    this.hasEarlier = old.length > 0;
    this.#number = old.length;
    const spool = this.spoolPath("sealed");
    this.tree = new StagedTree({ root: join(folder, "tree"), old, spool });
  }

  /**
   * Opens the staging folder of an earlier, unfinished transfer of the same offer, or creates one.
   *
   * @param into The destination, absolute and without links.
   * @param resume False: never an earlier one.
   * @throws {LocalError} the destination cannot be written.
   */
  static open(into: string, offer: StagedOffer, resume: boolean): Staging {
    cleanOrphans(into);
    const earlier = resume ? claimUnfinished(into, offer) : undefined;
    if (earlier) {
      const { folder, lock } = earlier;
      try {
        new KeptFiles(folder).restore(into);
        dropLinks(folder);
        new CommitJournal(folder).rollBack(into, join(folder, "tree"));
        return new Staging(folder, lock);
      } catch (cause) {
        lock.close();
        throw localFault(cause, `resume in ${JSON.stringify(folder)}`);
      }
    }
    for (let attempt = 1;; attempt++) {
      try {
        return Staging.#make(into, offer);
      } catch (cause) {
        // Another session may have removed the incomplete folder as an orphan of a killed program.
        if (isRemoved(cause) && attempt < MAX_ATTEMPTS) continue;
        throw destinationFault(cause, into);
      }
    }
  }

  static #make(into: string, offer: StagedOffer): Staging {
    const folder = join(into, newStagingName());
    Deno.mkdirSync(folder, { mode: 0o700 });
    const lock = Deno.openSync(join(folder, "lock"), {
      createNew: true,
      read: true,
      write: true,
      mode: 0o600,
    });
    try {
      if (tryLock(lock) === false) throw new Deno.errors.NotFound(`${folder}: swept away`);
      writeOffer(folder, offer);
      return new Staging(folder, lock);
    } catch (cause) {
      lock.close();
      throw cause;
    }
  }

  /** Bytes of content in the folder, those of earlier sessions included. */
  heldBytes(): number {
    return heldBytes(this.folder);
  }

  /** A free path for a list of a kind: `digests`. */
  spoolPath(kind: string): string {
    return join(this.folder, `${kind}-${this.#number}`);
  }

  /** Completes the tree and writes the journal of its commit. Returns the tree's path. */
  async prepareCommit(): Promise<string> {
    await this.tree.complete();
    const { root } = this.tree;
    new CommitJournal(this.folder).write(root);
    return root;
  }

  /** Options for `commit`: where it keeps what it replaces, and how it records what is on other disks. */
  get commitOptions(): Required<Pick<CommitOptions, "kept" | "recovers" | "note">> {
    const kept = new KeptFiles(this.folder);
    return {
      kept: kept.path,
      recovers: isOwnersAlone(this.folder),
      note: (beside) => kept.noteBeside(beside),
    };
  }

  /**
   * Leaves the folder for a later session. Returns false, and removes it, where other users may write in
   * it: no later session would trust its content.
   */
  keep(): boolean {
    this.#isKept = isOwnersAlone(this.folder);
    if (this.#isKept) this.close();
    else this.remove();
    return this.#isKept;
  }

  /** Removes the folder and its content, unless it was kept. */
  remove(): void {
    if (this.#isKept) return this.close();
    try {
      const kept = new KeptFiles(this.folder);
      if (kept.exist) kept.restore(dirname(this.folder));
    } catch {
      // The folder still holds a file of the user.
      return this.close();
    }
    // First, because reading a folder takes a descriptor, and Windows does not remove open files.
    this.tree.close();
    try {
      emptyStaging(this.folder);
      this.close();
      removeTree(this.folder);
    } catch {
      this.close();
      /* What cannot be removed stays in a folder with our prefix, which --list-partial shows. */
    }
  }

  /** Closes open files. */
  close(): void {
    this.tree.close();
    try {
      unlock(this.#lock);
    } catch { /* Closed before. */ }
  }
}

/** Whether the error says that a folder was removed, or locked by another process, while it was created. */
function isRemoved(cause: unknown): boolean {
  return cause instanceof Deno.errors.NotFound || cause instanceof Deno.errors.AlreadyExists;
}
