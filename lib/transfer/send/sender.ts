/** The phases of a sending session. @module */

import { ConnectionError, ProtocolError, RefusedError } from "../../errors.ts";
import { digestOfWire } from "../../digest/all.ts";
import type { Digest } from "../../digest/digest.ts";
import { decodeAnswer } from "../../frame/control_decode.ts";
import { FrameType } from "../../frame/frame.ts";
import type { PreparedOffer } from "../offer.ts";
import { newState, type TransferState, type TransferSummary } from "../progress.ts";
import { TEXT } from "../../channel/role.ts";
import type { Session } from "../../channel/session.ts";
import { Tally } from "../tally.ts";
import { ContentPump } from "./content_pump.ts";
import { FileSender } from "./file_sender.ts";
import { LateDigests } from "./late_digests.ts";
import { numberEntries } from "./number_entries.ts";
import { PendingFiles } from "./pending_files.ts";
import { ReceiverMessages } from "./receiver_messages.ts";
import { Schedule } from "./schedule.ts";
import type { SendSessionOptions } from "./send_options.ts";
import { SendReport } from "./send_report.ts";

/** Greets, offers, sends, and waits for the acknowledgement. */
export class Sender {
  readonly #session: Session;
  readonly #prepared: PreparedOffer;
  readonly #options: SendSessionOptions;
  readonly #digest: Digest;
  readonly #state: TransferState;
  readonly #tally = new Tally();
  readonly #messages: ReceiverMessages;
  readonly #schedule: Schedule;

  constructor(session: Session, prepared: PreparedOffer, options: SendSessionOptions) {
    const { digest = digestOf(prepared), limit } = options;
    // Events are of files.
    const onEvent = prepared.offer.text ? undefined : options.onEvent;
    const { encode } = session;
    const tally = this.#tally;
    const state = this.#state = options.state ?? newState();
    const report = new SendReport({ tally, state, onEvent });
    const pending = new PendingFiles();
    const messages = this.#messages = new ReceiverMessages({ session, pending, tally, report });
    const digests = new LateDigests(digest, messages);
    const pump = new ContentPump({ encode, digest, messages, report, limit });
    const files = new FileSender({ encode, pump, digest, digests, pending, report });
    const entries = numberEntries(prepared.entries, tally, report);
    this.#schedule = new Schedule({ entries, files, pending, digests, messages, encode, report });
    this.#session = session;
    this.#prepared = prepared;
    this.#options = options;
    this.#digest = digest;
  }

  /** Resolves when the receiver has stored everything. */
  async run(): Promise<TransferSummary> {
    const ask = await this.#offer();
    const start = performance.now();
    this.#messages.start();
    if (ask) await this.#schedule.sendWanted();
    else await this.#schedule.sendAll();
    this.#messages.allSent();
    const { encode } = this.#session;
    const tally = this.#tally;
    await encode.control(FrameType.fin, {
      files: tally.files,
      bytes: tally.bytes,
      failed: tally.failed,
    });
    await encode.flush();
    const { files, bytes, failed, skipped, renamed = 0 } = await this.#messages.done();
    const elapsed = performance.now() - start;
    const { transferred } = this.#state;
    return {
      files: this.#prepared.offer.text ? 0 : files,
      bytes,
      failed: tally.failed + failed,
      skipped: tally.omitted + tally.unwanted + skipped,
      renamed,
      transferred,
      elapsed,
    };
  }

  /** Resolves when the receiver has accepted; true: it is to be asked what it wants. */
  async #offer(): Promise<boolean> {
    const { encode } = this.#session;
    const { offer } = this.#prepared;
    const hello = await this.#session.greet("send");
    this.#options.onGreeted?.(hello);
    if (!hello.digests.includes(offer.digest)) {
      throw new RefusedError(
        "digest_refused",
        `The receiver (${hello.agent}) does not know ${this.#digest.title}; choose another with --digest`,
      );
    }
    if (offer.text && !hello.capabilities.includes(TEXT)) {
      throw new RefusedError(
        "refused",
        `The receiver (${hello.agent}) takes no texts; update it, or send the text as a file`,
      );
    }
    await encode.control(FrameType.offer, offer);
    await encode.flush();
    const frame = await this.#session.next(FrameType.answer);
    const { ask, held = 0 } = decodeAnswer(frame.type, frame.payload);
    if (offer.text && ask) {
      throw new ProtocolError("the receiver wants to resume a text, which is sent whole");
    }
    if (offer.exact) this.#state.totalBytes = offer.bytes;
    this.#options.onAccepted?.();
    const total = this.#state.totalBytes;
    if (held > 0) this.#options.onResuming?.({ bytes: Math.min(held, total ?? held), total });
    return ask;
  }

  /** Of an error on this side and one from the receiver, the one that came first. */
  async reason(error: unknown): Promise<unknown> {
    const isConnectionLost = error instanceof ConnectionError && error.code === "cut";
    return await this.#messages.failure(isConnectionLost) ?? error;
  }
}

function digestOf({ offer }: PreparedOffer): Digest {
  const digest = digestOfWire(offer.digest);
  if (digest === undefined) throw new TypeError(`send: no digest has the number ${offer.digest}`);
  return digest;
}
