/** Several sources of values as one, such as the listeners of both IP families. @module */

type Taken<T> = { index: number } & ({ value: T } | { error: unknown });

/** Takes values from several sources in the order in which they arrive. Holds at most one value of each. */
export class AnyOf<T> {
  readonly #sources: readonly (() => Promise<T>)[];
  /** Whether a source has been asked for a value that no caller has taken yet. */
  readonly #asked: boolean[];
  /** Values and errors that no caller has taken yet, in the order of their arrival. */
  readonly #ready: Taken<T>[] = [];
  #wake = () => {};
  #turn: Promise<unknown> = Promise.resolve();
  #discard: ((value: T) => void) | undefined;

  /** @param sources Functions that resolve to the next value of a source. */
  constructor(sources: readonly (() => Promise<T>)[]) {
    this.#sources = sources;
    this.#asked = sources.map(() => false);
  }

  /** Resolves to the next value of any source. Rejects if a source does. */
  next(): Promise<T> {
    if (this.#sources.length === 1) return this.#sources[0]!();
    // One caller at a time, so that no two get the same value.
    const next = this.#turn.then(() => this.#take());
    this.#turn = next.catch(() => {});
    return next;
  }

  async #take(): Promise<T> {
    for (const [index, source] of this.#sources.entries()) {
      if (this.#asked[index]) continue;
      this.#asked[index] = true;
      source().then(
        (value) => this.#put({ index, value }),
        (error) => this.#put({ index, error }),
      );
    }
    // Not Promise.race: every call would add a reaction to the promise of a source that stays pending.
    while (this.#ready.length === 0) {
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
    const taken = this.#ready.shift()!;
    this.#asked[taken.index] = false;
    if ("error" in taken) throw taken.error;
    return taken.value;
  }

  #put(taken: Taken<T>): void {
    if (this.#discard === undefined) this.#ready.push(taken);
    else if ("value" in taken) this.#discard(taken.value);
    this.#wake();
  }

  /** Passes values that no caller takes any more to `discard`. */
  end(discard: (value: T) => void): void {
    this.#turn = this.#turn.then(() => {
      this.#discard = discard;
      for (const taken of this.#ready.splice(0)) if ("value" in taken) discard(taken.value);
    });
  }
}
