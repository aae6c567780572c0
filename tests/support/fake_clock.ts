/** A clock that only a test advances. @module */

/** The clock and its timers. */
export class FakeClock {
  #time = 1000;
  #timers = new Set<{ at: number; act: () => void }>();

  /** Milliseconds. */
  readonly now = (): number => this.#time;

  /** Calls back after a number of milliseconds; returns a function that cancels it. */
  readonly after = (time: number, act: () => void): () => void => {
    const timer = { at: this.#time + time, act };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  };

  /** Advances the clock timer by timer, and lets the callbacks of each run. */
  async pass(time: number): Promise<void> {
    await settled();
    const end = this.#time + time;
    for (;;) {
      const due = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#timers.delete(due);
      this.#time = Math.max(this.#time, due.at);
      due.act();
      await settled();
    }
    this.#time = end;
    await settled();
  }
}

/** Lets the callbacks of resolved promises run. */
export async function settled(): Promise<void> {
  for (let n = 0; n < 10; n++) await Promise.resolve();
}
