/** A code that is printed for the user. @module */

import { RefusedError } from "../errors.ts";
import { type CodePhrase, formatCodePhrase, generateCodePhrase } from "../secure/code_phrase.ts";
import { CodeGuesses, MAX_CODES } from "../secure/guesses.ts";

/** A printed code, and its remaining guesses. */
export class PrintedCode {
  /** Channel and words. */
  readonly phrase: CodePhrase;
  /** Counts the guesses at it. */
  readonly guesses = new CodeGuesses();
  #instance = newInstance();
  readonly #words: number;
  readonly #number: number;

  /** @param number Its number in the sequence of codes that were ended by wrong guesses. */
  constructor(words: number, number = 1) {
    this.phrase = generateCodePhrase(words);
    this.#words = words;
    this.#number = number;
  }

  /** The printed form. */
  get text(): string {
    return formatCodePhrase(this.phrase);
  }

  /** Sent to every peer that connects; discovery announces its hash. */
  get instance(): Uint8Array {
    return this.#instance;
  }

  /**
   * Uses the same code for another connection. A pairing that the last receiver has kept must not
   * match, so the instance is a new one.
   */
  reopen(): void {
    this.guesses.reopen();
    this.#instance = newInstance();
  }

  /**
   * The code that replaces this one. @throws {RefusedError} if the maximum number of codes is
   * reached.
   */
  successor(): PrintedCode {
    if (this.#number < MAX_CODES) return new PrintedCode(this.#words, this.#number + 1);
    throw new RefusedError(
      "wrong_code",
      `${MAX_CODES} codes were ended by wrong guesses; someone may be guessing; run send again later`,
    );
  }
}

function newInstance(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(16));
}
