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
/** Marks of guesses that are remembered: of several addresses for each. */
const MAX_SEEN = 64;

/** Counts guesses. A handshake spends one before it can tell anybody whether it was right. */
export interface Guesses {
  /**
   * Called when the peer has greeted, with the instance in its opening; throws where its guess would
   * not be judged in time. Default: it would.
   */
  enter?(instance: Uint8Array): void;
  /** Resolves when the guess that has arrived may be judged; rejects where it will not be. Default: at once. */
  turn?(): Promise<void>;
  /** Takes a guess; false where none is left. Never awaits: guesses at the same time count too. */
  spend(): boolean;
  /** Called with the mark of a guess before it is compared; throws where it is not to be. Default: it is. */
  see?(mark: Uint8Array): void;
  /** The guess was right. */
  succeed(): void;
}

/** For a code: it dies of the third wrong guess, and of the first right one. */
export class CodeGuesses implements Guesses {
  #left = MAX_WRONG_GUESSES;
  #used = false;
  /** Marks of guesses that were judged, and of those that repeat them. */
  readonly #seen = new Set<string>();

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

  see(mark: Uint8Array): void {
    if (this.#seen.size < MAX_SEEN) this.#seen.add(mark.toHex());
  }

  /** Whether a guess with this mark was judged, and the code is alive: that guess was wrong. */
  hasSeen(mark: Uint8Array): boolean {
    return this.left > 0 && this.#seen.size < MAX_SEEN && this.#seen.has(mark.toHex());
  }

  succeed(): void {
    this.#used = true;
  }

  /** The code that was used is for another connection: the right guess does not count. Wrong ones do. */
  reopen(): void {
    if (!this.#used) return;
    this.#used = false;
    this.#left++;
  }
}
