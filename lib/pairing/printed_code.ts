/** A code that somebody is shown. @module */

import { RefusedError } from "../errors.ts";
import { type CodePhrase, formatCodePhrase, generateCodePhrase } from "../secure/code_phrase.ts";
import { CodeGuesses, MAX_CODES } from "../secure/guesses.ts";

/** A code that is printed, and what is left of it. */
export class PrintedCode {
  /** Channel and words. */
  readonly phrase: CodePhrase;
  /** How often it may be guessed at. */
  readonly guesses = new CodeGuesses();
  #instance = newInstance();
  readonly #words: number;
  readonly #number: number;

  /** @param number How many it makes with those that died before it. */
  constructor(words: number, number = 1) {
    this.phrase = generateCodePhrase(words);
    this.#words = words;
    this.#number = number;
  }

  /** As it is printed. */
  get text(): string {
    return formatCodePhrase(this.phrase);
  }

  /** Shown to every peer that connects; discovery announces its hash. */
  get instance(): Uint8Array {
    return this.#instance;
  }

  /**
   * Takes the same code for another connection. What a receiver has kept of the last one is not for
   * this one, so the instance is a new one.
   */
  reopen(): void {
    this.guesses.reopen();
    this.#instance = newInstance();
  }

  /** The one to follow this, which is dead. @throws {RefusedError} there have been enough. */
  successor(): PrintedCode {
    if (this.#number < MAX_CODES) return new PrintedCode(this.#words, this.#number + 1);
    throw new RefusedError(
      "wrong_code",
      `wait for the receiver: ${MAX_CODES} codes died of wrong guesses; somebody is guessing`,
    );
  }
}

function newInstance(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(16));
}
