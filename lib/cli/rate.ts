/** Parses rates. @module */

import { parseSize } from "./size.ts";

/**
 * Parses a rate such as `10MiB/s`, `10M`, `800k`, `20MB` or, in bytes, `65536`: the size of one second, with
 * or without `/s`.
 *
 * @returns whole bytes per second, at least 1.
 * @throws {CallerError} code `usage` if the text has another form or the rate is out of range.
 */
export function parseRate(text: string): number {
  return parseSize(text.replace(/\/s$/i, ""));
}
