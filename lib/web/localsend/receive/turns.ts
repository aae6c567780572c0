/** Lets a number of actions run at once, and the others wait. @module */

/** A number of turns. */
export class Turns {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  /** @param count Actions at once. */
  constructor(count: number) {
    this.#free = count;
  }

  /** Runs an action when its turn comes, in the order of the calls. */
  async take<T>(action: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await action();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free++;
      else next();
    }
  }
}
