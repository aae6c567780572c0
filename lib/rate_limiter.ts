/** Token buckets, for one source of work or for each of many. Pure. @module */

/** Options of {@linkcode RateLimiter}. */
export interface RateLimiterOptions {
  /** Units that may be used at once. */
  burst: number;
  /** Units that come back in a second, up to `burst`. */
  perSecond: number;
  /** A clock in milliseconds that does not jump. @default performance.now */
  now?: () => number;
}

/**
 * A token bucket.
 *
 * ```ts
 * import { RateLimiter } from "./rate_limiter.ts";
 * import { assertEquals } from "@std/assert";
 * const limiter = new RateLimiter({ burst: 1, perSecond: 10, now: () => 0 });
 * assertEquals(limiter.tryTake(), true);
 * assertEquals(limiter.tryTake(), false);
 * assertEquals(limiter.take(), 100);
 * ```
 */
export class RateLimiter {
  readonly #burst: number;
  readonly #perSecond: number;
  readonly #now: () => number;
  #units: number;
  #last: number;

  /** Begins with `burst` units. */
  constructor({ burst, perSecond, now = () => performance.now() }: RateLimiterOptions) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#now = now;
    this.#units = burst;
    this.#last = now();
  }

  /** Takes units if they are there; false where they are not. @default {1} */
  tryTake(units = 1): boolean {
    this.#refill();
    if (this.#units < units) return false;
    this.#units -= units;
    return true;
  }

  /** Whether units are there; takes none. @default {1} */
  has(units = 1): boolean {
    this.#refill();
    return this.#units >= units;
  }

  /** Takes units in any case; returns the milliseconds to wait before they are used. */
  take(units = 1): number {
    this.#refill();
    this.#units -= units;
    return Math.max(0, -this.#units / this.#perSecond * 1000);
  }

  #refill(): void {
    const now = this.#now();
    const earned = (now - this.#last) / 1000 * this.#perSecond;
    this.#units = Math.min(this.#burst, this.#units + earned);
    this.#last = now;
  }
}

/** Options of {@linkcode SourceRateLimiter}. */
export interface SourceRateLimiterOptions extends RateLimiterOptions {
  /** Sources to remember; beyond that the one whose last use is oldest starts anew. */
  maxSources: number;
}

/** A token bucket for each source. What one source uses up, no other misses. */
export class SourceRateLimiter {
  readonly #options: SourceRateLimiterOptions;
  readonly #limiters = new Map<string, RateLimiter>();

  /** Every source begins with `burst` units. */
  constructor(options: SourceRateLimiterOptions) {
    this.#options = options;
  }

  /** Whether a source has a unit left; takes none. */
  has(source: string): boolean {
    return (this.#limiters.get(source) ?? new RateLimiter(this.#options)).has();
  }

  /** Takes one unit of a source; false where none is left. */
  tryTake(source: string): boolean {
    const limiter = this.#limiters.get(source) ?? new RateLimiter(this.#options);
    // Set anew, because the map's order is that of the last use.
    this.#limiters.delete(source);
    this.#limiters.set(source, limiter);
    const [oldest] = this.#limiters.keys();
    if (this.#limiters.size > this.#options.maxSources) this.#limiters.delete(oldest!);
    return limiter.tryTake();
  }
}
