/** A clock that stands still until a test moves it. @module */

/** The clock, with the timers that go by it. */
export class FakeClock {
  #time = 1000;
  #timers = new Set<{ at: number; act: () => void }>();

  /** Milliseconds. */
  readonly now = (): number => this.#time;

  /** Calls back after so many milliseconds; returns what calls it off. */
  readonly after = (time: number, act: () => void): () => void => {
    const timer = { at: this.#time + time, act };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  };

  /** Moves it, timer by timer, and lets what waits for each go on. */
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

/** Lets promises that are resolved by now be acted upon. */
export async function settled(): Promise<void> {
  for (let n = 0; n < 10; n++) await Promise.resolve();
}
