/** Paces guesses at a shared secret: those of one source are judged one after the other. Pure. @module */

import {
  LONGEST_TURN,
  MAX_GUESS_SOURCES,
  SECRET_GUESS_BURST,
  SECRET_GUESS_INTERVAL,
} from "../limits.ts";

/** Options of {@linkcode GuessLine}. */
export interface GuessLineOptions {
  /** Guesses of one source that need not wait. @default {SECRET_GUESS_BURST} */
  burst?: number;
  /** Milliseconds between further ones. @default {SECRET_GUESS_INTERVAL} */
  interval?: number;
  /** Milliseconds of a clock that does not jump. Default: the runtime's. */
  now?: () => number;
}

/**
 * A line for each source (the generic cell rate algorithm). It has no memory of guilt: a source that
 * others guess from is as slow as the guesses before it in its line, and never shut out for a time.
 */
export class GuessLine {
  /** When the next guess of a source is due, without its burst; in the order of the last guess. */
  readonly #due = new Map<string, number>();
  readonly #burst: number;
  readonly #interval: number;
  readonly #now: () => number;

  constructor(options: GuessLineOptions = {}) {
    this.#burst = options.burst ?? SECRET_GUESS_BURST;
    this.#interval = options.interval ?? SECRET_GUESS_INTERVAL;
    this.#now = options.now ?? (() => performance.now());
  }

  /** Takes a place; returns the milliseconds to wait. Undefined: the line is too long. */
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

  /** It was right, and does not count. */
  giveBack(source: string): void {
    const due = this.#due.get(source);
    if (due !== undefined) this.#due.set(source, due - this.#interval);
  }
}
