/** `--limit` as an option of a session. @module */

import { RateLimit } from "../../lib/transfer/rate_limit.ts";

/** A limit in bytes per second; undefined: none. */
export function limitOption(rate: number | undefined): { limit?: RateLimit } {
  return rate === undefined ? {} : { limit: new RateLimit(rate) };
}
