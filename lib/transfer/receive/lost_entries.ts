/** Entries that the receiver cannot store. @module */

import type { Lost } from "../../frame/control.ts";
import { FrameType } from "../../frame/frame.ts";
import { MAX_LOST_PATH } from "../../limits.ts";
import { withoutPaths } from "../../text/without_paths.ts";
import type { Tally } from "../tally.ts";
import type { ReceiveReport } from "./receive_report.ts";
import type { ReplyQueue } from "./reply_queue.ts";

/** Characters of a reason that the sender is told at most. */
const MAX_REASON = 1000;

/** What {@linkcode LostEntries} works with. */
export interface LostEntriesOptions {
  /** Counts of the transfer. */
  tally: Tally;
  /** Tells the user. */
  report: ReceiveReport;
  /** Tells the sender. */
  replies: ReplyQueue;
  /** Whether the sender understands news of single entries. */
  isSenderTold: boolean;
}

/** An entry that is not stored. */
export interface LostEntry {
  /** Its number in the session. */
  id: number;
  /** Its name at the sender. */
  path: string;
  /** Why it is not stored. */
  why: string;
  /** The code of that. @default {"cannot_create"} */
  code?: Lost["code"];
}

/** Counts lost entries, and tells both sides why. */
export class LostEntries {
  readonly #options: LostEntriesOptions;

  constructor(options: LostEntriesOptions) {
    this.#options = options;
  }

  /** Reports an entry that is not stored. */
  async add({ id, path, why, code = "cannot_create" }: LostEntry): Promise<void> {
    const { tally, report, replies, isSenderTold } = this.#options;
    tally.lost++;
    await report.event({ type: "file_failed", path, code, message: why });
    if (!isSenderTold) return;
    const lost: Lost = {
      id,
      path: path.slice(0, MAX_LOST_PATH).toWellFormed(),
      code,
      message: withoutPaths(why).slice(0, MAX_REASON),
    };
    await replies.add(FrameType.lost, lost);
  }

  /** Forgets a lost file that the sender gave up as well: the sender counts it as failed. */
  uncount(): void {
    this.#options.tally.lost--;
  }
}
