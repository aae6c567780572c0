/** Shows a session with a LocalSend receiver, and asks for its PIN. @module */

import { sleep } from "../../lib/async.ts";
import type { Context } from "../../lib/cli/command.ts";
import { ConnectionError, LocalError, RefusedError } from "../../lib/errors.ts";
import { formatTime } from "../../lib/text/format_time.ts";
import type { TransferEvent, TransferSummary } from "../../lib/transfer/progress.ts";
import type { FoundDevice } from "../../lib/web/localsend/device_handler.ts";
import type { OutgoingFile } from "../../lib/web/localsend/send/outgoing_file.ts";
import type { SessionObserver } from "../../lib/web/localsend/send/send_files.ts";
import { shownAlias } from "../views/device_rows.ts";
import { FileCounts } from "../views/file_counts.ts";
import type { TransferView, ViewedTransfer } from "../views/transfer_view.ts";
import type { LocalSendOptions } from "./localsend_options.ts";

/** PINs that the user may enter: receivers of the application allow as many. */
const MAX_PINS = 3;
/** Milliseconds between two questions to a busy receiver. */
const BUSY_INTERVAL = 2000;

/** The device, and where to ask. */
interface Place {
  found: FoundDevice;
  context: Pick<Context, "terminal" | "signal">;
}

/** Counts what was sent, and draws it. */
export class SendingView implements SessionObserver {
  readonly #options: Pick<LocalSendOptions, "pin" | "retryTime">;
  readonly #place: Place;
  readonly #transfer: ViewedTransfer;
  #peer = "";
  #pins = 0;
  /** When a busy receiver is not asked any more. */
  #busyUntil: number | undefined;
  #start = performance.now();
  readonly #counts = new FileCounts();

  constructor(
    view: TransferView,
    options: Pick<LocalSendOptions, "pin" | "retryTime">,
    place: Place,
  ) {
    this.#options = options;
    this.#place = place;
    this.#transfer = view.add();
  }

  /** 1 if a file was not sent. */
  get exit(): number {
    return this.#counts.failed > 0 ? 1 : 0;
  }

  /** The receiver is about to be asked. */
  async offered(offer: { peer: string } & Record<string, unknown>): Promise<void> {
    const { found, context: { terminal } } = this.#place;
    this.#peer = offer.peer;
    await terminal.event({ event: "offered", ...offer });
    terminal.note(`Waiting for ${shownAlias(found)} to accept`);
  }

  /** An entry that is not offered. */
  async skipped(
    { path, reason, failed }: { path: string; reason: string; failed: boolean },
  ): Promise<void> {
    if (failed) return await this.failed(path, "io", reason);
    await this.#tell({ type: "file_skipped", path, reason });
  }

  async accepted(wanted: readonly OutgoingFile[]): Promise<void> {
    await this.#place.context.terminal.event({ event: "accepted", peer: this.#peer });
    this.#transfer.state.totalBytes = wanted.reduce((sum, { offered }) => sum + offered.size, 0);
    this.#start = performance.now();
    this.#transfer.start();
  }

  /** Nothing tells whether the receiver has the file already, so that it counts as not sent. */
  async unwanted(path: string): Promise<void> {
    await this.failed(path, "refused", "the receiver does not want it");
  }

  started(path: string, size: number): void {
    this.#transfer.state.path = path;
    void this.#transfer.onEvent({ type: "file_started", path, size, offset: 0 });
  }

  progressed(bytes: number): void {
    this.#transfer.state.bytes += bytes;
    this.#transfer.state.transferred += bytes;
  }

  restarted(bytes: number): void {
    this.#transfer.state.bytes -= bytes;
  }

  async done(path: string, size: number, digest: string): Promise<void> {
    await this.#tell({ type: "file_done", path, size, digest });
  }

  async failed(path: string, code: string, message: string): Promise<void> {
    await this.#tell({ type: "file_failed", path, code, message });
  }

  async #tell(event: TransferEvent): Promise<void> {
    this.#counts.add(event);
    this.#transfer.state.files = this.#counts.files;
    await this.#transfer.onEvent(event);
  }

  async pin(): Promise<string> {
    const { context: { terminal, signal }, found } = this.#place;
    const isWrong = this.#pins > 0 || this.#options.pin !== undefined;
    if (!terminal.interactive || this.#pins >= MAX_PINS) {
      if (isWrong) throw new RefusedError("wrong_code", "Wrong PIN. Check it and try again");
      throw new LocalError("unattended", "The device asks for a PIN; add --pin PIN");
    }
    if (isWrong) terminal.warn("Wrong PIN");
    this.#pins++;
    const pin = await terminal.ask(`PIN of ${shownAlias(found)}: `, signal);
    if (pin === undefined) throw new LocalError("declined", "No PIN was entered; nothing was sent");
    return pin.trim();
  }

  async busy(): Promise<void> {
    const { context: { terminal, signal } } = this.#place;
    const { retryTime } = this.#options;
    if (this.#busyUntil === undefined && retryTime > 0) {
      terminal.note(
        `The device is busy with another transfer; trying again for ${formatTime(retryTime)}`,
      );
    }
    this.#busyUntil ??= performance.now() + retryTime;
    const left = this.#busyUntil - performance.now();
    if (left <= 0) {
      throw new ConnectionError(
        "timeout",
        "The device is busy with another transfer; try again later",
      );
    }
    await sleep(Math.min(BUSY_INTERVAL, left), signal);
  }

  /** Prints the summary. @param asked Whether the receiver asked for content. */
  async finish(asked: boolean, files: readonly OutgoingFile[]): Promise<void> {
    const counts = this.#counts;
    const [first] = files;
    const isText = "bytes" in first!.content;
    if (!asked && !isText) {
      for (const { offered } of files) await this.unwanted(offered.fileName);
    }
    // A text counts as none of the files, and a failure is none of a text.
    const sentText = isText && counts.failed === 0;
    const summary: TransferSummary = {
      ...counts,
      ...isText && { files: 0 },
      ...sentText && { bytes: first!.offered.size },
      transferred: sentText ? first!.offered.size : this.#transfer.state.transferred,
      elapsed: performance.now() - this.#start,
    };
    await this.#transfer.finish(summary, sentText);
  }

  /** Removes the progress line. */
  stop(): void {
    this.#transfer.stop();
  }
}
