/** Checks of announced entries, before anything is done with them. @module */

import { ProtocolError } from "../../errors.ts";
import { judgeTarget } from "../../file/link_target.ts";
import { type PeerPath, peerPath } from "../../file/safe_path.ts";
import type { Entry } from "../../frame/control.ts";
import type { Tally } from "../tally.ts";
import type { OfferPromise } from "./offer_promise.ts";
import type { OpenFolders, Parent } from "./open_folders.ts";

/** Where entries go: a staging folder, or a stream. */
export interface EntryTarget {
  /** Takes an entry that is part of the offer. */
  take(entry: Entry, path: PeerPath, parent: Parent): Promise<void> | void;
}

/** What {@linkcode EntryIntake} works with. */
export interface EntryIntakeOptions {
  /** Counts of the transfer. */
  tally: Tally;
  /** What was offered. */
  promise: OfferPromise;
  /** Folders whose content is being announced. */
  folders: OpenFolders;
  /** Where entries go. */
  target: EntryTarget;
}

/** Holds entries to their order and to the offer. */
export class EntryIntake {
  readonly #options: EntryIntakeOptions;

  constructor(options: EntryIntakeOptions) {
    this.#options = options;
  }

  /** Takes the next entry. @throws {ProtocolError} it is out of order, or not part of the offer. */
  take(entry: Entry): Promise<void> | void {
    const { tally, promise, folders, target } = this.#options;
    if (entry.id !== tally.announced) {
      throw new ProtocolError(
        `entry ${entry.id} arrived where ${tally.announced} was expected`,
      );
    }
    tally.announced++;
    promise.count(entry.size);
    const path = peerPath(entry.path);
    promise.judgeTop(path, entry.kind);
    if (entry.kind === "link") judgeTarget(path, entry.target!);
    return target.take(entry, path, folders.enter(path));
  }
}
