/** A rate limit for each of many sources. Pure. @module */

import { MAX_GUESS_SOURCES } from "../limits.ts";

/** Options of {@linkcode SourceBudget}. */
export interface SourceBudgetOptions {
  /** Uses that a source may make at once. */
  most: number;
  /** Uses that it gets back in a second, up to `most`. */
  perSecond: number;
  /** Sources to remember; beyond that the one whose last use is oldest starts anew. @default 10,000 */
  maxSources?: number;
  /** A clock in milliseconds that does not jump. @default performance.now */
  now?: () => number;
}

/** Token buckets by source. What one source uses up, no other misses. */
export class SourceBudget {
  readonly #options: Required<SourceBudgetOptions>;
  readonly #left = new Map<string, { count: number; at: number }>();

  /** Every source begins with `most`. */
  constructor(options: SourceBudgetOptions) {
    this.#options = { maxSources: MAX_GUESS_SOURCES, now: () => performance.now(), ...options };
  }

  /** Takes one use; false where none is left. */
  take(source: string): boolean {
    const { most, perSecond, maxSources, now } = this.#options;
    const at = now();
    const known = this.#left.get(source);
    const count = known === undefined
      ? most
      : Math.min(most, known.count + (at - known.at) / 1000 * perSecond);
    const enough = count >= 1;
    // Set anew, because the map's order is that of the last use.
    this.#left.delete(source);
    this.#left.set(source, { count: enough ? count - 1 : count, at });
    const [oldest] = this.#left.keys();
    if (this.#left.size > maxSources) this.#left.delete(oldest!);
    return enough;
  }
}
