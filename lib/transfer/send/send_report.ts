/** Counts, progress and events of a sending session. @module */

import type { Lost } from "../../frame/control.ts";
import { peerText } from "../../text/peer_text.ts";
import type { TransferEvent, TransferState } from "../progress.ts";
import type { Tally } from "../tally.ts";
import type { NumberedEntry } from "./numbered_entry.ts";

/** What {@linkcode SendReport} updates. */
export interface SendReportOptions {
  /** Counts of the transfer. */
  tally: Tally;
  /** How far the transfer is. */
  state: TransferState;
  /** Called for every event. Default: none. */
  onEvent?: ((event: TransferEvent) => void) | undefined;
}

/** Counts what happens to entries, and calls the observer. */
export class SendReport {
  /** How far the transfer is. */
  readonly state: TransferState;
  readonly #tally: Tally;
  readonly #onEvent: ((event: TransferEvent) => void) | undefined;
  /** The file that is being sent. */
  #current: { id: number; isLost: boolean } | undefined;

  constructor({ tally, state, onEvent }: SendReportOptions) {
    this.#tally = tally;
    this.state = state;
    this.#onEvent = onEvent;
  }

  /** The content of a file begins. */
  started({ id, path, size }: NumberedEntry, offset: number): void {
    this.state.path = path;
    this.#current = { id, isLost: false };
    this.#onEvent?.({ type: "file_started", path, size, offset });
  }

  /** Content was sent. */
  progressed(bytes: number): void {
    this.state.bytes += bytes;
    this.state.transferred += bytes;
  }

  /** A file was sent to its end. */
  done({ id, path }: NumberedEntry, size: number, digest: string): void {
    this.#tally.addFile(size);
    this.state.files++;
    // The receiver has said already that it does not store this one.
    if (this.#current?.id === id && this.#current.isLost) return;
    this.#onEvent?.({ type: "file_done", path, size, digest });
  }

  /** An entry could not be read. */
  failed(path: string, code: string, message: string): void {
    this.#tally.failed++;
    this.#onEvent?.({ type: "file_failed", path, code, message });
  }

  /** The receiver does not store an entry. */
  lost({ id, path, code, message }: Lost): void {
    this.#tally.lost++;
    if (this.#current?.id === id) this.#current.isLost = true;
    this.#onEvent?.({
      type: "file_failed",
      path,
      code,
      message: `the receiver: ${peerText(message)}`,
    });
  }

  /** The receiver has a file of that name already, and its policy leaves it alone. */
  unwanted({ path, size }: NumberedEntry): void {
    this.#tally.unwanted++;
    this.state.bytes += size ?? 0;
    this.#onEvent?.({ type: "file_skipped", path, reason: "already exists at the receiver" });
  }

  /** An entry is not sent on purpose. */
  skipped(path: string, reason: string): void {
    this.#tally.omitted++;
    this.#onEvent?.({ type: "file_skipped", path, reason });
  }

  /** A resumed file starts over: what the receiver had was of other content. */
  restarted({ path, size }: NumberedEntry): void {
    this.#onEvent?.({ type: "file_restarted", path });
    this.state.bytes -= size!;
  }
}
