/** A limit on bytes per second. @module */

import { sleep } from "../async.ts";
import { RateLimiter } from "../rate_limiter.ts";

/** Milliseconds of content that are sent at once: short for a steady rate, long for a low overhead. */
const SLICE = 50;
/** Minimum size of a slice in bytes. */
const LEAST_CHUNK = 1024;

/**
 * A limit that all callers of {@linkcode RateLimit.take} share.
 *
 * ```ts
 * import { RateLimit } from "./rate_limit.ts";
 * const limit = new RateLimit(1_000_000);
 * await limit.take(1000);
 * ```
 */
export class RateLimit {
  /** Maximum number of bytes to take at a time. */
  readonly chunk: number;
  readonly #limiter: RateLimiter;

  /**
   * Makes a limit.
   *
   * @param rate Bytes per second, 1 or more.
   * @throws {RangeError} if it is less.
   */
  constructor(rate: number) {
    if (!(rate >= 1)) throw new RangeError(`limit a rate: ${rate} bytes per second`);
    // The burst is one slice: a pause does not allow a higher rate afterwards.
    this.#limiter = new RateLimiter({ burst: rate * SLICE / 1000, perSecond: rate });
    this.chunk = Math.max(LEAST_CHUNK, Math.floor(rate * SLICE / 1000));
  }

  /** Resolves when `bytes` more may pass. @throws the signal's reason once it is aborted. */
  async take(bytes: number, signal?: AbortSignal): Promise<void> {
    const wait = this.#limiter.take(bytes);
    if (wait > 0) await sleep(wait, signal);
  }
}
