/** Limits the rate of guesses at a shared secret, per source. Pure. @module */

import {
  LONGEST_TURN,
  MAX_GUESS_SOURCES,
  SECRET_GUESS_BURST,
  SECRET_GUESS_INTERVAL,
} from "../limits.ts";

/** Options of {@linkcode GuessLine}. */
export interface GuessLineOptions {
  /** Guesses of one source without a wait. @default {SECRET_GUESS_BURST} */
  burst?: number;
  /** Milliseconds between further guesses. @default {SECRET_GUESS_INTERVAL} */
  interval?: number;
  /** A monotonic clock in milliseconds. @default {performance.now} */
  now?: () => number;
}

/**
 * A queue for each source (the generic cell rate algorithm). Past guesses are not punished: a peer waits
 * for the guesses of its source that are before it, and a source is never blocked for a time.
 */
export class GuessLine {
  /** When the next guess of a source is due, without its burst. In the order of the last guess. */
  readonly #due = new Map<string, number>();
  readonly #burst: number;
  readonly #interval: number;
  readonly #now: () => number;

  constructor(options: GuessLineOptions = {}) {
    this.#burst = options.burst ?? SECRET_GUESS_BURST;
    this.#interval = options.interval ?? SECRET_GUESS_INTERVAL;
    this.#now = options.now ?? (() => performance.now());
  }

  /** Enters the queue. Returns the milliseconds to wait, or undefined if they are too many. */
  enter(source: string): number | undefined {
    const now = this.#now();
    const earliest = now - (this.#burst - 1) * this.#interval;
    const due = Math.max(this.#due.get(source) ?? earliest, earliest);
    const wait = Math.max(0, due - now);
    if (wait > LONGEST_TURN) return undefined;
    this.#due.delete(source);
    this.#due.set(source, due + this.#interval);
    if (this.#due.size > MAX_GUESS_SOURCES) this.#due.delete(this.#due.keys().next().value!);
    return wait;
  }

  /** Records that a guess was right. It does not count. */
  giveBack(source: string): void {
    const due = this.#due.get(source);
    if (due !== undefined) this.#due.set(source, due - this.#interval);
  }
}
