/** Token buckets, for one source or for each of many. Pure. @module */

/** Options of {@linkcode RateLimiter}. */
export interface RateLimiterOptions {
  /** Units of a full bucket. */
  burst: number;
  /** Units that are added per second, up to `burst`. */
  perSecond: number;
  /** A monotonic clock in milliseconds. @default {performance.now} */
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

  /** Starts with a full bucket. */
  constructor({ burst, perSecond, now = () => performance.now() }: RateLimiterOptions) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#now = now;
    this.#units = burst;
    this.#last = now();
  }

  /** Takes units. Returns false, and takes none, if there are not enough. @default {1} */
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

  /** Takes units in any case. Returns the milliseconds to wait before they may be used. */
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
  /** Sources to remember at most. The least recently used one is forgotten. */
  maxSources: number;
}

/** A token bucket for each source. */
export class SourceRateLimiter {
  readonly #options: SourceRateLimiterOptions;
  readonly #limiters = new Map<string, RateLimiter>();

  /** Every source starts with a full bucket. */
  constructor(options: SourceRateLimiterOptions) {
    this.#options = options;
  }

  /** Whether a source has a unit left; takes none. */
  has(source: string): boolean {
    return (this.#limiters.get(source) ?? new RateLimiter(this.#options)).has();
  }

  /** Takes a unit of a source. Returns false if there is none. */
  tryTake(source: string): boolean {
    const limiter = this.#limiters.get(source) ?? new RateLimiter(this.#options);
    // Deleted first, because the order of the map is that of the last use.
    this.#limiters.delete(source);
    this.#limiters.set(source, limiter);
    const [oldest] = this.#limiters.keys();
    if (this.#limiters.size > this.#options.maxSources) this.#limiters.delete(oldest!);
    return limiter.tryTake();
  }
}
