/** Several sources of the same kind as one: the listeners of both IP families. @module */

type Taken<T> = { index: number } & ({ value: T } | { error: unknown });

/** Takes from several sources, whichever has something first. Holds at most one value of each. */
export class AnyOf<T> {
  readonly #sources: readonly (() => Promise<T>)[];
  /** Which sources have been asked for a value that no caller has taken yet. */
  readonly #asked: boolean[];
  /** What they gave, in order. */
  readonly #ready: Taken<T>[] = [];
  #wake = () => {};
  #turn: Promise<unknown> = Promise.resolve();
  #discard: ((value: T) => void) | undefined;

  /** @param sources Each gives the next value, or rejects. */
  constructor(sources: readonly (() => Promise<T>)[]) {
    this.#sources = sources;
    this.#asked = sources.map(() => false);
  }

  /** The next value of any source; rejects where one of them does. */
  next(): Promise<T> {
    if (this.#sources.length === 1) return this.#sources[0]!();
    // One caller at a time, or two would get the same value.
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
    // No Promise.race: each call would leave its result with the source that stays silent.
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

  /** Hands what sources give and no caller takes any more to `discard`. */
  end(discard: (value: T) => void): void {
    this.#turn = this.#turn.then(() => {
      this.#discard = discard;
      for (const taken of this.#ready.splice(0)) if ("value" in taken) discard(taken.value);
    });
  }
}
