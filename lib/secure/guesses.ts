/**
 * Limits the number of guesses. One key exchange is one guess; without a limit, short codes would not be
 * secure.
 *
 * @module
 */

/** Wrong guesses until a code is invalid. */
export const MAX_WRONG_GUESSES = 3;
/** Codes of one sender until it ends. Without a limit, a program could go on guessing. */
export const MAX_CODES = 10;
/** Marks of guesses that are remembered. One guess may arrive from several addresses. */
const MAX_SEEN = 64;

/** Counts guesses. A handshake spends one before it reveals whether it was right. */
export interface Guesses {
  /**
   * Called with the instance in the peer's opening. Throws if its guess would not be judged in time.
   */
  enter?(instance: Uint8Array): void;
  /** Resolves when the guess that has arrived may be judged. Rejects if it will not be. At once if absent. */
  turn?(): Promise<void>;
  /** Spends a guess; returns false if none is left. Synchronous, so that concurrent guesses count. */
  spend(): boolean;
  /** Called with the mark of a guess before it is compared. Throws if it must not be. */
  see?(mark: Uint8Array): void;
  /** Records that the guess was right: it costs none. The peer may still be lost before it is connected. */
  confirm?(): void;
  /** Records that the peer whose guess was right is connected. */
  succeed(): void;
}

/** For a code, which is invalid after the third wrong guess and after the first peer that is connected. */
export class CodeGuesses implements Guesses {
  #left = MAX_WRONG_GUESSES;
  #used = false;
  /** Marks of guesses that were judged, and of their repetitions. */
  readonly #seen = new Set<string>();

  /** Guesses left. */
  get left(): number {
    return this.#used ? 0 : this.#left;
  }

  /** Whether the code has been used. */
  get used(): boolean {
    return this.#used;
  }

  spend(): boolean {
    if (this.left === 0) return false;
    this.#left--;
    return true;
  }

  confirm(): void {
    this.#left++;
  }

  see(mark: Uint8Array): void {
    if (this.#seen.size < MAX_SEEN) this.#seen.add(mark.toHex());
  }

  /** Whether a guess with this mark was judged while the code is still valid, and was therefore wrong. */
  hasSeen(mark: Uint8Array): boolean {
    return this.left > 0 && this.#seen.size < MAX_SEEN && this.#seen.has(mark.toHex());
  }

  succeed(): void {
    this.#used = true;
  }

  /** Makes a used code valid for another connection. Wrong guesses still count. */
  reopen(): void {
    this.#used = false;
  }
}
