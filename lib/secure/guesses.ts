/**
 * How often somebody may try. One key exchange is one guess; without a limit, short codes would be
 * worth nothing.
 *
 * @module
 */

/** Wrong guesses until a code is dead. */
export const MAX_WRONG_GUESSES = 3;
/** Codes of one sender until it gives up: without an end, a program could guess all night. */
export const MAX_CODES = 10;
/** Wrong guesses at a shared secret before a pause. */
const SECRET_GUESSES = 10;
/** Milliseconds after which another guess at a shared secret is allowed. */
const SECRET_GUESS_INTERVAL = 6000;

/** Counts guesses. A handshake spends one before it can tell anybody whether it was right. */
export interface Guesses {
  /** Resolves when the next guess may be judged; rejects where it will not be. Default: at once. */
  turn?(): Promise<void>;
  /** Takes a guess; false where none is left. Never awaits: guesses at the same time count too. */
  spend(): boolean;
  /** The guess was right. */
  succeed(): void;
}

/** For a code: it dies of the third wrong guess, and of the first right one. */
export class CodeGuesses implements Guesses {
  #left = MAX_WRONG_GUESSES;
  #used = false;

  /** Guesses left. */
  get left(): number {
    return this.#used ? 0 : this.#left;
  }

  /** Whether somebody has used the code rightly. */
  get used(): boolean {
    return this.#used;
  }

  spend(): boolean {
    if (this.left === 0) return false;
    this.#left--;
    return true;
  }

  succeed(): void {
    this.#used = true;
  }
}

/**
 * For a secret that is shared ahead and used again and again: it never dies, or anybody could shut
 * its owners out for good, but wrong guesses beyond a few must wait.
 */
export class SecretGuesses implements Guesses {
  readonly #now: () => number;
  #tokens = SECRET_GUESSES;
  #last: number;

  /** @param now Milliseconds of a clock that does not jump. Default: the runtime's. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#last = now();
  }

  spend(): boolean {
    const now = this.#now();
    this.#tokens = Math.min(
      SECRET_GUESSES,
      this.#tokens + (now - this.#last) / SECRET_GUESS_INTERVAL,
    );
    this.#last = now;
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }

  succeed(): void {
    this.#tokens++;
  }
}
