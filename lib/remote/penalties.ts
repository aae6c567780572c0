/** What wrong secrets cost: a delay for the place they come from, twice as long each time. Pure. @module */

import { MAX_PENALISED, MAX_PENALTY, PENALTY } from "../limits.ts";

interface Record {
  failures: number;
  until: number;
}

/** Remembers who guessed wrong. */
export class Penalties {
  readonly #records = new Map<string, Record>();
  readonly #now: () => number;

  /** @param now Milliseconds of a clock that does not jump. Default: the runtime's. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Milliseconds that this place has to wait before it is listened to. */
  wait(source: string): number {
    const record = this.#records.get(source);
    return record === undefined ? 0 : Math.max(0, record.until - this.#now());
  }

  /** It was wrong; returns the milliseconds that costs. */
  failed(source: string): number {
    const failures = (this.#records.get(source)?.failures ?? 0) + 1;
    const cost = Math.min(PENALTY * 2 ** (failures - 1), MAX_PENALTY);
    // Written anew: the map's order is that of the last failure.
    this.#records.delete(source);
    this.#records.set(source, { failures, until: this.#now() + cost });
    if (this.#records.size > MAX_PENALISED) this.#forget();
    return cost;
  }

  /** It was right: whoever is there knows the secret. */
  succeeded(source: string): void {
    this.#records.delete(source);
  }

  #forget(): void {
    const [oldest] = this.#records.keys();
    this.#records.delete(oldest!);
  }
}
