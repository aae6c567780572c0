/** The frames of a transfer, from the answer to the sender's totals. @module */

import { decodeEntry, decodeTotals } from "../../frame/control_decode.ts";
import { FrameType } from "../../frame/frame.ts";
import type { Frame } from "../../frame/frame_reader.ts";
import type { Session } from "../../channel/session.ts";
import type { SentTotals, Tally } from "../tally.ts";
import type { AwaitedFiles } from "./awaited_files.ts";
import type { ContentIntake } from "./content_intake.ts";
import type { EntryIntake } from "./entry_intake.ts";
import type { OfferPromise } from "./offer_promise.ts";
import type { OpenFolders } from "./open_folders.ts";
import type { ReceiveReport } from "./receive_report.ts";
import type { ReplyQueue } from "./reply_queue.ts";
import type { ResumedFiles } from "./resumed_files.ts";

/** What {@linkcode FrameLoop} works with. */
export interface FrameLoopOptions {
  /** Where frames come from. */
  session: Session;
  /** Takes entries. */
  entries: EntryIntake;
  /** Takes content. */
  content: ContentIntake;
  /** Files that were asked for. */
  awaited: AwaitedFiles;
  /** Files that continue what an earlier session left. */
  resumed: ResumedFiles;
  /** Folders whose content is being announced. */
  folders: OpenFolders;
  /** What was offered. */
  promise: OfferPromise;
  /** Counts of the transfer. */
  tally: Tally;
  /** Messages to the sender. */
  replies: ReplyQueue;
  /** Progress and events. */
  report: ReceiveReport;
}

/** Reads frames and passes each to the object that handles it. */
export class FrameLoop {
  readonly #options: FrameLoopOptions;

  constructor(options: FrameLoopOptions) {
    this.#options = options;
  }

  /** Resolves when the sender has sent everything, and all of it is verified. */
  async run(): Promise<void> {
    const { session, replies, report } = this.#options;
    for (;;) {
      // Replies are collected while there are frames to read, and sent before this side waits.
      if (replies.hasUnsent && !session.decode.ready) await replies.flush();
      if (report.isPending) await report.delivered();
      const frame = await session.next();
      if (frame.type === FrameType.fin) return await this.#finish(frame);
      await this.#handle(frame);
    }
  }

  #handle(frame: Frame): Promise<void> | void {
    const { content, entries } = this.#options;
    switch (frame.type) {
      case FrameType.data:
        return content.data(frame);
      case FrameType.entry:
        if (content.isOpen) throw content.misplaced(frame.type);
        return entries.take(decodeEntry(frame.type, frame.payload));
      case FrameType.end:
        return content.end(frame);
      case FrameType.start:
        return content.start(frame);
      case FrameType.skip:
        return content.skip(frame);
      default:
        throw content.misplaced(frame.type);
    }
  }

  async #finish(frame: Frame): Promise<void> {
    const { folders, resumed, report } = this.#options;
    const totals = decodeTotals(frame.type, frame.payload);
    await resumed.settled();
    folders.leaveAll();
    await report.delivered();
    this.#judge(totals);
  }

  /** @throws {ProtocolError} something that was offered, asked for or begun has not come. */
  #judge(totals: SentTotals): void {
    const { content, awaited, resumed, promise, tally } = this.#options;
    if (content.isOpen || resumed.size > 0 || awaited.size > 0) {
      throw content.misplaced(FrameType.fin);
    }
    tally.adoptSent(totals);
    promise.assertFilled();
  }

  /** Closes the files that are open after a failure. */
  async abandon(): Promise<void> {
    const { content, resumed } = this.#options;
    await Promise.all([content.close(), resumed.abandon()]);
  }
}
