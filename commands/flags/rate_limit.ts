/** What `--limit` says, for the options of a session. @module */

import { RateLimit } from "../../lib/transfer/rate_limit.ts";

/** A limit of so many bytes per second; undefined: none. */
export function limitOption(rate: number | undefined): { limit?: RateLimit } {
  return rate === undefined ? {} : { limit: new RateLimit(rate) };
}
