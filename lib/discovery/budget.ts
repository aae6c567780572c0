/** How much is said to strangers. @module */

/** Lets a steady number of things a second through, and a few at once. */
export class Budget {
  readonly #burst: number;
  readonly #perSecond: number;
  readonly #now: () => number;
  #tokens: number;
  #last: number;

  /** @param now Milliseconds of a clock that does not jump. Default: the runtime's. */
  constructor(burst: number, perSecond: number, now: () => number = () => performance.now()) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#now = now;
    this.#tokens = burst;
    this.#last = now();
  }

  /** Whether one more may pass now. */
  take(): boolean {
    const now = this.#now();
    const earned = (now - this.#last) / 1000 * this.#perSecond;
    this.#tokens = Math.min(this.#burst, this.#tokens + earned);
    this.#last = now;
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}
