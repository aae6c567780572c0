/** Several sources of the same kind as one: the listeners of both IP families. @module */

type Taken<T> = { index: number } & ({ value: T } | { error: unknown });

/** Takes from several sources, whichever has something first. */
export class AnyOf<T> {
  readonly #sources: readonly (() => Promise<T>)[];
  /** What every source has been asked for and nobody has taken yet. */
  readonly #asked: (Promise<Taken<T>> | undefined)[];
  #turn: Promise<unknown> = Promise.resolve();

  /** @param sources Each gives the next value, or rejects. */
  constructor(sources: readonly (() => Promise<T>)[]) {
    this.#sources = sources;
    this.#asked = sources.map(() => undefined);
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
      this.#asked[index] ??= source().then(
        (value) => ({ index, value }),
        (error) => ({ index, error }),
      );
    }
    const taken = await Promise.race(this.#asked as Promise<Taken<T>>[]);
    this.#asked[taken.index] = undefined;
    if ("error" in taken) throw taken.error;
    return taken.value;
  }

  /** Hands what sources give and no caller takes any more to `discard`. */
  end(discard: (value: T) => void): void {
    this.#turn = this.#turn.then(() => {
      for (const asked of this.#asked) {
        asked?.then((taken) => "value" in taken && discard(taken.value));
      }
    });
  }
}
