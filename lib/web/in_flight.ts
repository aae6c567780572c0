/** Knows whether anybody is being served. @module */

/** Counts what is going on. */
export class InFlight {
  #count = 0;
  #waiting: (() => void)[] = [];

  /** How many things go on. */
  get count(): number {
    return this.#count;
  }

  /** Something goes on until then, however it ends. */
  until(end: Promise<unknown>): void {
    this.#count++;
    const leave = () => {
      if (--this.#count === 0) { for (const wake of this.#waiting.splice(0)) wake(); }
    };
    end.then(leave, leave);
  }

  /** Resolves when nothing goes on. */
  async over(): Promise<void> {
    while (this.#count > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
