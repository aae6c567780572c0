/** Counts the requests in flight. @module */

/** Counts work that is in progress, and tells when none is left. */
export class InFlight {
  #count = 0;
  #waiting: (() => void)[] = [];

  /** The number of things in progress. */
  get count(): number {
    return this.#count;
  }

  /** Counts one thing until a promise settles, whether it resolves or rejects. */
  until(end: Promise<unknown>): void {
    this.#count++;
    const leave = () => {
      if (--this.#count === 0) { for (const wake of this.#waiting.splice(0)) wake(); }
    };
    end.then(leave, leave);
  }

  /** Resolves when nothing is in progress. */
  async over(): Promise<void> {
    while (this.#count > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
