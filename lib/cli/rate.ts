/** Parses rates. @module */

import { CallerError } from "../errors.ts";
import { escapeText } from "../text/escape.ts";
import { sizeOf } from "./size.ts";

/**
 * Parses a rate such as `10MiB/s`, `10M`, `800k`, `20MB` or, in bytes, `65536`: a size of {@linkcode sizeOf},
 * so `M` and `MiB` are 1024 × 1024 bytes and `MB` is 1000 × 1000, with or without `/s`.
 *
 * @returns whole bytes per second, at least 1.
 * @throws {CallerError} code `usage` if the text has another form or the rate is out of range.
 */
export function parseRate(text: string): number {
  const wanted = `read the rate ${escapeText(text) || '""'}`;
  const rate = sizeOf(text.replace(/\/s$/i, ""));
  if (rate === undefined) {
    throw new CallerError("usage", `${wanted}: not of a form like 10MiB/s, 800K or 1.5M`);
  }
  if (rate < 1) throw new CallerError("usage", `${wanted}: it must be at least 1 byte a second`);
  if (!Number.isSafeInteger(rate)) {
    throw new CallerError("usage", `${wanted}: it is more than can be counted`);
  }
  return rate;
}
