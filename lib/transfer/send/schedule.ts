/** The order in which entries and content are sent. @module */

import type { FrameWriter } from "../../frame/frame_writer.ts";
import type { FileSender } from "./file_sender.ts";
import type { LateDigests } from "./late_digests.ts";
import type { NumberedEntry } from "./numbered_entry.ts";
import type { PendingFiles } from "./pending_files.ts";
import type { ReceiverMessages } from "./receiver_messages.ts";
import type { SendReport } from "./send_report.ts";

/** Files announced ahead of their content where the receiver is asked what it wants. */
const WINDOW = 256;
/** Files whose verdict may be outstanding. */
const MAX_UNVERIFIED = 1024;

/** What {@linkcode Schedule} works with. */
export interface ScheduleOptions {
  /** What is sent, in order. */
  entries: Generator<NumberedEntry>;
  /** Sends single entries. */
  files: FileSender;
  /** Files that await an answer. */
  pending: PendingFiles;
  /** Digests of resumed files. */
  digests: LateDigests;
  /** What the receiver says. */
  messages: ReceiverMessages;
  /** Where frames go. */
  encode: FrameWriter;
  /** Progress and events. */
  report: SendReport;
}

/** Sends all entries. */
export class Schedule {
  readonly #options: ScheduleOptions;

  constructor(options: ScheduleOptions) {
    this.#options = options;
  }

  /** Sends each file right after its entry, without waiting for the receiver. */
  async sendAll(): Promise<void> {
    const { entries, files } = this.#options;
    for (const entry of entries) {
      await files.announce(entry);
      if (entry.kind === "file") await files.send(entry);
    }
  }

  /** Announces a window of files, waits for the answers, sends what is wanted, and so on. */
  async sendWanted(): Promise<void> {
    const { files, pending, messages, encode } = this.#options;
    for (;;) {
      const window = await this.#announceWindow();
      await encode.flush();
      for (const entry of window) {
        await messages.until(() => pending.isAnswered(entry.id));
        const offset = pending.takeAnswer(entry.id);
        if (offset === null) this.#unwanted(entry);
        else await files.sendFrom(entry, offset);
      }
      await this.#catchUp();
      await messages.until(() => pending.unverified < MAX_UNVERIFIED);
      if (window.length < WINDOW) return await this.#settle();
    }
  }

  /** Announces entries until the window is full of files; returns these. */
  async #announceWindow(): Promise<NumberedEntry[]> {
    const { entries, files, pending } = this.#options;
    const window: NumberedEntry[] = [];
    for (let next; window.length < WINDOW && !(next = entries.next()).done;) {
      const entry = next.value;
      if (entry.kind === "file") {
        window.push(entry);
        pending.announce(entry.id);
      }
      await files.announce(entry);
    }
    return window;
  }

  /** Resolves when every resumed file has its verdict. */
  async #settle(): Promise<void> {
    const { pending, digests, messages, encode } = this.#options;
    const isOutstanding = () => pending.unverified + digests.running > 0;
    const isActionable = () => pending.redo + digests.ready > 0;
    while (isOutstanding() || isActionable()) {
      await this.#catchUp();
      await encode.flush();
      const outstanding = pending.unverified + digests.running;
      if (outstanding === 0) continue;
      await messages.until(() =>
        isActionable() || pending.unverified + digests.running < outstanding
      );
    }
  }

  /** Between two files: sends ends whose digest was computed late, and files that have to start over. */
  async #catchUp(): Promise<void> {
    const { files, pending, digests, report } = this.#options;
    for (const { entry, ...end } of digests.take()) {
      if (!pending.isUnverified(entry.id)) continue;
      if (end.fault !== undefined) {
        await files.skip(entry, end.fault);
        continue;
      }
      entry.digest = end.digest;
      await files.end(entry, entry.size!, end.digest);
    }
    for (const entry of pending.takeRedo()) {
      report.restarted(entry);
      await files.sendFrom(entry, 0);
    }
  }

  #unwanted(entry: NumberedEntry): void {
    const { pending, report } = this.#options;
    if (pending.takeLost(entry.id)) report.state.bytes += entry.size ?? 0;
    else report.unwanted(entry);
  }
}
