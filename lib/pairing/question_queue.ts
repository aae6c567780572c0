/** A queue of questions to the user. Pure. @module */

/** Asks one question at a time, taking the sources in turn. */
export class QuestionQueue {
  readonly #waiting = new Set<{ source: string; put: () => Promise<void> }>();
  #isAsking = false;

  /** Asks as soon as no other question is pending; resolves as `act` does. */
  ask<T>(source: string, act: () => Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.#waiting.add({ source, put: () => act().then(resolve, reject) });
    if (!this.#isAsking) void this.#askAll();
    return promise;
  }

  async #askAll(): Promise<void> {
    this.#isAsking = true;
    for (let next; (next = this.#waiting.values().next().value) !== undefined;) {
      const { source, put } = next;
      this.#waiting.delete(next);
      await put();
      for (const other of [...this.#waiting].filter((each) => each.source === source)) {
        this.#waiting.delete(other);
        this.#waiting.add(other);
      }
    }
    this.#isAsking = false;
  }
}
