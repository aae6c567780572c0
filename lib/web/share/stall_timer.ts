/** Notices a client that takes nothing. @module */

import { type After, systemAfter } from "../../async.ts";

/** The time of a {@linkcode StallTimer}. */
export interface StallClock {
  /** Returns milliseconds. */
  now(): number;
  /** Calls back after some milliseconds. */
  after: After;
}

const CLOCK: StallClock = { now: () => performance.now(), after: systemAfter };

/**
 * Calls back when a wait takes too long. To start and end a wait sets no timer of the runtime, which would
 * add a tenth to the cost of a piece: one timer looks at the time when the first wait would be over.
 */
export class StallTimer {
  readonly #timeout: number;
  readonly #onStall: () => void;
  readonly #clock: StallClock;
  #since: number | undefined;
  #cancel: (() => void) | undefined;

  /**
   * @param timeout Milliseconds that one wait may take.
   * @param onStall Called once.
   * @param clock Default: the runtime's.
   */
  constructor(timeout: number, onStall: () => void, clock: StallClock = CLOCK) {
    this.#timeout = timeout;
    this.#onStall = onStall;
    this.#clock = clock;
  }

  /** Begins a wait. */
  start(): void {
    this.#since = this.#clock.now();
    this.#cancel ??= this.#clock.after(this.#timeout, () => this.#look());
  }

  /** Ends the wait. */
  pause(): void {
    this.#since = undefined;
  }

  /** Ends the wait for good: no timer is left. */
  stop(): void {
    this.#since = undefined;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #look(): void {
    this.#cancel = undefined;
    if (this.#since === undefined) return;
    const left = this.#since + this.#timeout - this.#clock.now();
    if (left <= 0) return this.#onStall();
    this.#cancel = this.#clock.after(Math.ceil(left), () => this.#look());
  }
}
