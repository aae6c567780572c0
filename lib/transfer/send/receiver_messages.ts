/** What the receiver says while content flows the other way. @module */

import { settlesWithin } from "../../async.ts";
import { ProtocolError } from "../../errors.ts";
import type { Done, Lost } from "../../frame/control.ts";
import { decodeDone, decodeLost, decodeVerdict, decodeWant } from "../../frame/control_decode.ts";
import { FrameType } from "../../frame/frame.ts";
import type { Frame } from "../../frame/frame_reader.ts";
import { GRACE_PERIOD } from "../../limits.ts";
import type { Session } from "../../channel/session.ts";
import type { Tally } from "../tally.ts";
import type { PendingFiles } from "./pending_files.ts";
import type { SendReport } from "./send_report.ts";

/** What {@linkcode ReceiverMessages} works with. */
export interface ReceiverMessagesOptions {
  /** Where frames come from. */
  session: Session;
  /** Files that await an answer. */
  pending: PendingFiles;
  /** Counts of the transfer. */
  tally: Tally;
  /** Progress and events. */
  report: SendReport;
}

/** Reads the receiver's frames beside the sending, and lets the sending wait for them. */
export class ReceiverMessages {
  readonly #options: ReceiverMessagesOptions;
  #listening: Promise<void> | undefined;
  #failure: { error: unknown } | undefined;
  #wake: (() => void) | undefined;
  #isAllSent = false;
  #done: Done | undefined;

  constructor(options: ReceiverMessagesOptions) {
    this.#options = options;
  }

  /** Begins to read. */
  start(): void {
    this.#listening = this.#listen();
  }

  async #listen(): Promise<void> {
    const { session } = this.#options;
    const { want, verdict, lost, done } = FrameType;
    try {
      while (this.#done === undefined) {
        this.#handle(await session.next(want, verdict, lost, done));
        this.wake();
      }
    } catch (error) {
      this.#failure = { error };
      this.wake();
      // Ends a write that is in progress, and tells the receiver.
      void session.fail(error);
    }
  }

  #handle({ type, payload }: Frame): void {
    const { pending, report } = this.#options;
    if (type === FrameType.want) {
      const { id, offset } = decodeWant(type, payload);
      pending.answer(id, offset);
    } else if (type === FrameType.verdict) {
      const { id, ok } = decodeVerdict(type, payload);
      const entry = pending.judge(id, ok);
      if (ok) report.done(entry, entry.size!, entry.digest ?? "");
    } else if (type === FrameType.lost) {
      this.#lose(decodeLost(type, payload));
    } else {
      this.#finish(decodeDone(type, payload));
    }
  }

  /** The path is only shown; it is not compared with what was sent. */
  #lose(lost: Lost): void {
    const { pending, tally, report } = this.#options;
    const { id } = lost;
    if (id >= tally.announced || tally.lost >= tally.announced) {
      throw new ProtocolError(
        `the receiver reports entry ${id} as failed, which was not announced or is reported again`,
      );
    }
    pending.lose(id);
    report.lost(lost);
  }

  #finish(done: Done): void {
    if (!this.#isAllSent) {
      throw new ProtocolError("the receiver ended before everything was sent");
    }
    this.#options.tally.assertStored(done);
    this.#done = done;
  }

  /** Accepts `done` from now on: `fin` is about to be sent. */
  allSent(): void {
    this.#isAllSent = true;
  }

  /** Resolves to the receiver's last message. @throws what ended the session. */
  async done(): Promise<Done> {
    await this.until(() => this.#done !== undefined);
    return this.#done!;
  }

  /** Resolves when a condition holds; it is checked after each message. @throws what ended the session. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      this.throwIfFailed();
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  /** Checks the condition of {@linkcode ReceiverMessages.until} again. */
  wake(): void {
    this.#wake?.();
  }

  /** @throws what ended the session. */
  throwIfFailed(): void {
    if (this.#failure) throw this.#failure.error;
  }

  /** Whether the session has ended with an error. */
  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  /** The error that ended the session. After a lost connection, waits for what the receiver said last. */
  async failure(isConnectionLost: boolean): Promise<unknown> {
    if (isConnectionLost && this.#listening) await settlesWithin(this.#listening, GRACE_PERIOD);
    return this.#failure?.error;
  }
}
