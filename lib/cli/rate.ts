/** Parses rates. @module */

import { CallerError } from "../errors.ts";
import { escapeText } from "../text/escape.ts";

const FORM = /^(\d+(?:\.\d+)?)\s*(?:([kmgt])(i?)(b?)|b)?(?:\/s)?$/i;

const POWERS = "kmgt";

/**
 * Parses a rate such as `10M`, `800k`, `1.5MiB/s`, `20MB` or, in bytes, `65536`.
 *
 * As in GNU tools, `k` and `KiB` are 1024 bytes and `kB` is 1000. Case is ignored.
 *
 * @returns whole bytes per second, at least 1.
 * @throws {CallerError} code `usage` if the text has another form or the rate is out of range.
 */
export function parseRate(text: string): number {
  const shown = `"${escapeText(text)}"`;
  const [whole, number, letter, binary, byte] = FORM.exec(text) ?? [];
  if (whole === undefined) {
    throw new CallerError("usage", `${shown} is not a size such as 10M, 800k or 1.5MiB`);
  }
  const base = byte && !binary ? 1000 : 1024;
  const power = letter === undefined ? 0 : POWERS.indexOf(letter.toLowerCase()) + 1;
  const rate = Math.round(Number(number) * base ** power);
  if (rate < 1) throw new CallerError("usage", `${shown} is too small; the least is 1 byte`);
  if (!Number.isSafeInteger(rate)) {
    throw new CallerError("usage", `${shown} is too large`);
  }
  return rate;
}
