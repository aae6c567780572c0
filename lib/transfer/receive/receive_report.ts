/** Progress and events of a receiving session. @module */

import type { TransferEvent, TransferState } from "../progress.ts";

/** Updates the state, and calls the observer. */
export class ReceiveReport {
  /** How far the transfer is. */
  readonly state: TransferState;
  #onEvent: ((event: TransferEvent) => unknown) | undefined;
  /** What the observer returned last. */
  #pending: unknown;

  constructor(state: TransferState, onEvent?: (event: TransferEvent) => unknown) {
    this.state = state;
    this.#onEvent = onEvent;
  }

  /** Ends the events: a text has none, because they are of files. */
  mute(): void {
    this.#onEvent = undefined;
  }

  /** Passes an event on; returns what the observer returns. */
  event(event: TransferEvent): unknown {
    return this.#pending = this.#onEvent?.(event);
  }

  /** Reports that the content of a file begins. */
  started(path: string, size: number | null, offset: number): void {
    this.state.path = path;
    this.event({ type: "file_started", path, size, offset });
  }

  /** Makes {@linkcode ReceiveReport.delivered} wait for an action as well. */
  hold(action: () => Promise<void>): void {
    const pending = this.#pending = Promise.all([this.#pending, action()]);
    pending.catch(() => {/* Thrown by delivered(). */});
  }

  /** Whether the observer has not taken the last event yet. */
  get isPending(): boolean {
    return this.#pending instanceof Promise;
  }

  /** Resolves when the observer has taken the last event. @throws what the observer throws. */
  async delivered(): Promise<void> {
    await this.#pending;
  }
}
