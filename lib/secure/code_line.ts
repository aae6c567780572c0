/** Limits the rate of guesses at a code: one at a time of all sources, with back-off per source. @module */

import { RefusedError } from "../errors.ts";
import {
  CODE_GUESS_INTERVAL,
  LONGEST_GUESS_INTERVAL,
  LONGEST_TURN,
  MAX_GUESS_SOURCES,
} from "../limits.ts";

/** Options of {@linkcode CodeLine}. */
export interface CodeLineOptions {
  /**
   * Milliseconds between two guesses of all sources, and from the first guess of one source to its second.
   * @default {1000}
   */
  interval?: number;
  /** A monotonic clock in milliseconds. @default {performance.now} */
  now?: () => number;
  /** Schedules a call after a number of milliseconds. Returns a function that cancels it. @default {setTimeout} */
  after?: (time: number, act: () => void) => () => void;
}

/** Options of {@linkcode CodeLine.turn}. */
export interface TurnOptions {
  /** Whether the code has no guesses left. Guesses at it then do not wait. */
  isDead(): boolean;
  /** Leaves the queue with its reason. */
  signal: AbortSignal;
}

interface Turn {
  source: string;
  /** When its peer stops waiting. */
  until: number;
  isDead(): boolean;
  judge(): void;
  refuse(): void;
}

/**
 * The queue of guesses at a code. The source with the fewest guesses is judged first, so that a source
 * that guesses repeatedly does not delay the first guess of another.
 */
export class CodeLine {
  readonly #interval: number;
  readonly #now: () => number;
  readonly #after: NonNullable<CodeLineOptions["after"]>;
  /** The guesses of a source, and when its next one may be judged. In the order of the last guess. */
  readonly #sources = new Map<string, { guesses: number; due: number }>();
  /** In the order of arrival. */
  readonly #waiting = new Set<Turn>();
  /** When the next guess of any source may be judged. */
  #next = -Infinity;
  #callOff = () => {};

  constructor(options: CodeLineOptions = {}) {
    this.#interval = options.interval ?? CODE_GUESS_INTERVAL;
    this.#now = options.now ?? (() => performance.now());
    this.#after = options.after ?? ((time, act) => {
      const timer = setTimeout(act, time);
      return () => clearTimeout(timer);
    });
  }

  /**
   * Milliseconds until a guess of a source would be judged that arrives now.
   *
   * If this is too long a peer is rejected before it shows its guess, because it could not tell a guess
   * that was not judged from a wrong one.
   */
  delay(source: string): number {
    const now = this.#now();
    let { guesses, due } = this.#of(source);
    let ahead = 0;
    for (const turn of this.#waiting) {
      if (turn.source === source) due = Math.max(due, now) + this.#intervalAfter(++guesses);
      else if (this.#of(turn.source).guesses <= guesses) ahead++;
    }
    return Math.max(0, due - now, this.#next - now + ahead * this.#interval);
  }

  /**
   * Checks that a guess would be judged in time, before the peer shows it.
   *
   * @throws {RefusedError} code `busy` if it would not.
   */
  enter(source: string): void {
    if (this.delay(source) > LONGEST_TURN) throw busy();
  }

  /**
   * Resolves when a guess may be judged. From then on it counts.
   *
   * @throws {RefusedError} code `busy` if its peer does not wait any longer.
   * @throws the signal's reason if it is aborted first.
   */
  async turn(source: string, { isDead, signal }: TurnOptions): Promise<void> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const turn: Turn = {
      source,
      until: this.#now() + LONGEST_TURN,
      isDead,
      judge: resolve,
      refuse: () => reject(busy()),
    };
    const leave = () => reject(signal.reason);
    signal.addEventListener("abort", leave, { once: true });
    this.#waiting.add(turn);
    this.#pump();
    try {
      await promise;
    } finally {
      signal.removeEventListener("abort", leave);
      if (this.#waiting.delete(turn)) this.#pump();
    }
  }

  /** Records that the guess was right. It does not count. */
  succeed(source: string): void {
    this.#sources.delete(source);
    this.#next = -Infinity;
    this.#pump();
  }

  #of(source: string): { guesses: number; due: number } {
    return this.#sources.get(source) ?? { guesses: 0, due: -Infinity };
  }

  #intervalAfter(guesses: number): number {
    return Math.min(this.#interval * 2 ** (guesses - 1), LONGEST_GUESS_INTERVAL);
  }

  /** Judges the guesses that may be judged now, and schedules the next call. */
  #pump(): void {
    this.#callOff();
    const now = this.#now();
    for (const turn of this.#waiting) {
      if (turn.isDead()) this.#take(turn).judge();
    }
    for (let turn; now >= this.#next && (turn = this.#first(now)) !== undefined;) {
      this.#next = now + this.#interval;
      this.#count(turn.source, now);
      this.#take(turn).judge();
    }
    for (const turn of this.#waiting) {
      if (now >= turn.until) this.#take(turn).refuse();
    }
    const times = [...this.#waiting].map(({ source, until }) =>
      Math.min(until, Math.max(this.#next, this.#of(source).due))
    );
    this.#callOff = times.length === 0
      ? () => {}
      : this.#after(Math.min(...times) - now, () => this.#pump());
  }

  #take(turn: Turn): Turn {
    this.#waiting.delete(turn);
    return turn;
  }

  #count(source: string, now: number): void {
    const guesses = this.#of(source).guesses + 1;
    this.#sources.delete(source);
    this.#sources.set(source, { guesses, due: now + this.#intervalAfter(guesses) });
    const [oldest] = this.#sources.keys();
    if (this.#sources.size > MAX_GUESS_SOURCES) this.#sources.delete(oldest!);
  }

  /** The first guess of the source with the fewest guesses, of all sources that may guess now. */
  #first(now: number): Turn | undefined {
    const due = [...this.#waiting].filter(({ source }) => this.#of(source).due <= now);
    const guesses = ({ source }: Turn) => this.#of(source).guesses;
    return due.reduce<Turn | undefined>(
      (first, turn) => first === undefined || guesses(turn) < guesses(first) ? turn : first,
      undefined,
    );
  }
}

function busy(): RefusedError {
  return new RefusedError("busy", "Too many attempts are waiting; try again later");
}
