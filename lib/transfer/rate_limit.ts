/** Slows a stream of bytes down to a steady rate. @module */

import { sleep } from "../async.ts";
import { RateLimiter } from "../rate_limiter.ts";

/** Milliseconds of content sent in one go: short enough to look steady, long enough to be cheap. */
const SLICE = 50;
/** Bytes of a slice at least. */
const LEAST_CHUNK = 1024;

/** A steady limit in bytes per second, shared by whoever calls {@linkcode RateLimit.take}. */
export class RateLimit {
  /** Bytes to ask for at a time, at most. */
  readonly chunk: number;
  readonly #limiter: RateLimiter;

  /** @param rate Bytes per second, 1 or more. */
  constructor(rate: number) {
    if (!(rate >= 1)) throw new RangeError(`limit a rate: ${rate} bytes per second`);
    // Time that was not used is not saved up: a limit is a limit at every moment.
    this.#limiter = new RateLimiter({ burst: rate * SLICE / 1000, perSecond: rate });
    this.chunk = Math.max(LEAST_CHUNK, Math.floor(rate * SLICE / 1000));
  }

  /** Resolves when `bytes` more may pass. */
  async take(bytes: number): Promise<void> {
    const wait = this.#limiter.take(bytes);
    if (wait > 0) await sleep(wait);
  }
}
