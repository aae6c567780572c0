/** The staging folder as the target of a transfer. @module */

import { EntryError } from "../../file/entry_error.ts";
import { refuseExisting } from "../../file/existing_name.ts";
import { comparable, type IfExists, shouldReplace } from "../../file/if_exists.ts";
import type { PeerPath, SafePath } from "../../file/safe_path.ts";
import { resumeOffset } from "../../file/staging/partial_file.ts";
import type { StagedTree } from "../../file/staging/staged_tree.ts";
import { type Names, storeUnder } from "../../file/staging/stored_name.ts";
import type { Entry, Lost } from "../../frame/control.ts";
import { FrameType } from "../../frame/frame.ts";
import type { AwaitedFiles } from "./awaited_files.ts";
import type { ContentIntake } from "./content_intake.ts";
import type { EntryTarget } from "./entry_intake.ts";
import { existingEntry } from "./existing_entry.ts";
import type { AnnouncedFile } from "./incoming_file.ts";
import type { Tally } from "../tally.ts";
import type { LostEntries } from "./lost_entries.ts";
import type { NameConsent } from "./name_consent.ts";
import type { OpenFolders, Parent } from "./open_folders.ts";
import type { ReceiveReport } from "./receive_report.ts";
import type { ReplyQueue } from "./reply_queue.ts";
import type { TransferCommit } from "./transfer_commit.ts";

/** Why an entry is skipped. */
export const ALREADY_EXISTS = "already exists";

/** Why an entry in a folder is lost that is lost itself. */
const WITHIN = "its folder could not be created: ";

/** What {@linkcode EntryStore} works with. */
export interface EntryStoreOptions {
  /** The destination. */
  into: string;
  /** Where entries are staged. */
  tree: StagedTree;
  /** What happens to names that exist. */
  policy: IfExists;
  /** What happens to names that the file system cannot hold. */
  names: Names;
  /** Whether the sender waits to be told which files are wanted. */
  ask: boolean;
  /** Consent to sensitive names. */
  consent: NameConsent;
  /** Folders whose content is being announced. */
  folders: OpenFolders;
  /** Content that follows an entry. */
  content: ContentIntake;
  /** Files that were asked for. */
  awaited: AwaitedFiles;
  /** Entries to be committed. */
  commit: TransferCommit;
  /** Entries that cannot be stored. */
  lost: LostEntries;
  /** Messages to the sender. */
  replies: ReplyQueue;
  /** Progress and events. */
  report: ReceiveReport;
  /** Counts of the transfer. */
  tally: Tally;
}

/** Creates entries in the staged tree, and asks for the content of files. */
export class EntryStore implements EntryTarget {
  readonly #options: EntryStoreOptions;

  constructor(options: EntryStoreOptions) {
    this.#options = options;
  }

  /** Stores an entry, or gives it up where it alone cannot be stored. */
  async take(entry: Entry, path: PeerPath, parent: Parent): Promise<void> {
    if (parent.lost !== undefined) {
      // The prefix is added once, however deep the entry is: each open folder holds its text.
      const { lost } = parent;
      return await this.#lose(entry, path, lost.startsWith(WITHIN) ? lost : WITHIN + lost);
    }
    const asked = this.#options.consent.require(path);
    if (asked !== undefined) await asked;
    try {
      await this.#store(entry, path, parent);
    } catch (error) {
      if (!(error instanceof EntryError)) throw error;
      await this.#lose(entry, path, error.why, error.code);
    }
  }

  /** @throws {EntryError} this entry alone cannot be stored. */
  async #store(entry: Entry, path: PeerPath, parent: Parent): Promise<void> {
    const { tree, names, ask, folders, commit, content } = this.#options;
    const { id, kind, mode, mtime } = entry;
    if (kind === "dir") {
      const { local, made } = await this.#create(path, parent, (local) => {
        const existing = this.#existing(local, parent, kind);
        tree.makeFolder(local, mode, mtime);
        return existing !== undefined;
      });
      folders.open({ path, id, local, exists: made });
    } else if (kind === "link") {
      // Links are made last. Whether the disk can hold the name is tried with a file.
      const { local } = await this.#create(
        path,
        parent,
        (local) => names === "adapt" && tree.probe(local),
      );
      commit.addLink({ id, path, local, target: entry.target! });
    } else if (ask) {
      const { local, made } = await this.#create(
        path,
        parent,
        (local) => this.#offsetFor(entry, local, parent),
      );
      await this.#want({ entry, path, local }, made);
    } else {
      const { local, made } = await this.#create(
        path,
        parent,
        (local) => tree.createFile(local, mode),
      );
      content.begin({ entry, path, local }, made);
    }
  }

  /** Creates an entry under its own name, or under an adapted one, which is reported. */
  async #create<T>(
    path: PeerPath,
    parent: Parent,
    create: (local: SafePath) => T,
  ): Promise<{ local: SafePath; made: T }> {
    const name = lastName(path);
    const { path: local, made } = storeUnder(parent.local, name, this.#options.names, create);
    if (lastName(local) !== name) await this.#adapted(path, local);
    return { local, made };
  }

  async #adapted(path: PeerPath, local: SafePath): Promise<void> {
    const { consent, policy, into, report } = this.#options;
    // The adapted name may have a meaning to other programs, and may exist.
    await consent.require(local);
    if (policy === "refuse" && !local.includes("/")) refuseExisting(into, [local]);
    await report.event({ type: "name_adapted", path, name: local });
  }

  #existing(local: SafePath, parent: Parent, kind: Entry["kind"]): Deno.FileInfo | undefined {
    const { into, policy } = this.#options;
    return parent.exists ? existingEntry(local, { into, kind, policy }) : undefined;
  }

  /**
   * Decides what is wanted of a file: nothing (null), all of it, or what follows the part that an earlier
   * session left. Its name is reserved then.
   *
   * @throws {EntryError} it cannot be stored.
   */
  #offsetFor(entry: Entry, local: SafePath, parent: Parent): number | null {
    const { policy, tree } = this.#options;
    const existing = this.#existing(local, parent, "file");
    if (existing !== undefined && !shouldReplace(policy, entry, comparable(existing))) return null;
    const offset = resumeOffset(tree, local, entry.size);
    if (offset === 0) tree.createFile(local, entry.mode).close();
    return offset;
  }

  /** Tells the sender what is wanted of a file. */
  async #want(announced: AnnouncedFile, offset: number | null): Promise<void> {
    const { awaited, report, replies, tally } = this.#options;
    const { entry, path, local } = announced;
    if (offset !== null) {
      awaited.add({ ...announced, local: local!, offset });
    } else {
      report.state.bytes += entry.size ?? 0;
      if (local !== undefined) {
        tally.unwanted++;
        report.event({ type: "file_skipped", path, reason: ALREADY_EXISTS });
      }
    }
    await replies.add(FrameType.want, { id: entry.id, offset });
  }

  /** Gives up an entry that cannot be stored; its content is ignored if it comes. */
  async #lose(entry: Entry, path: PeerPath, why: string, code?: Lost["code"]): Promise<void> {
    const { folders, lost, ask, content } = this.#options;
    const { id, kind } = entry;
    if (kind === "dir") return folders.openLost(path, id, why);
    await lost.add({ id, path, why, ...code && { code } });
    if (kind === "link") return;
    if (ask) return await this.#want({ entry, path }, null);
    content.beginDropped({ entry, path });
  }
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
