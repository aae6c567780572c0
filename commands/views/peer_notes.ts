/** Limits the messages about one host. @module */

import { RateLimiter } from "../../lib/rate_limiter.ts";
import { hostOf } from "./host_of.ts";

/** Messages about a host at once. */
const BURST = 5;
/** Further ones a second. */
const PER_SECOND = 0.2;
/** Hosts that are remembered; the others share one limit. */
const MAX_HOSTS = 1000;

/** Keeps a host that connects all the time from filling the screen. */
export class PeerNotes {
  readonly #hosts = new Map<string, RateLimiter>();
  readonly #others = newLimiter();

  /** Whether one more message about the host of this address is shown. */
  take(address: string): boolean {
    const host = hostOf(address);
    const known = this.#hosts.get(host);
    if (known !== undefined) return known.tryTake();
    if (this.#hosts.size >= MAX_HOSTS) return this.#others.tryTake();
    const limiter = newLimiter();
    this.#hosts.set(host, limiter);
    return limiter.tryTake();
  }
}

function newLimiter(): RateLimiter {
  return new RateLimiter({ burst: BURST, perSecond: PER_SECOND });
}
