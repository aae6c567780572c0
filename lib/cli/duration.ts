/** Parses durations. @module */

import { CallerError } from "../errors.ts";
import { escapeText } from "../text/escape.ts";

const MILLISECONDS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

const NUMBER = String.raw`\d+(?:\.\d+)?`;
/** Each unit at most once, larger ones first, as in `1h30m`. */
const UNITS = new RegExp(
  `^(?:(${NUMBER})d)?(?:(${NUMBER})h)?(?:(${NUMBER})m)?(?:(${NUMBER})s)?(?:(${NUMBER})ms)?$`,
);
const PLAIN = new RegExp(`^${NUMBER}$`);

/** The longest delay of a timer (32 bits, HTML standard). A longer one would fire at once. */
const LONGEST = 2 ** 31 - 1;

/**
 * Parses a duration such as `10s`, `1m30s`, `500ms`, `1.5h`, `2d` or, in seconds, `30`.
 *
 * @param least The minimum in milliseconds. @default {1}
 * @returns whole milliseconds, at most 2,147,483,647 (about 24 days).
 * @throws {CallerError} code `usage` if the text has another form or the duration is out of range.
 */
export function parseDuration(text: string, least = 1): number {
  const shown = `"${escapeText(text)}"`;
  const milliseconds = Math.round(amount(text) ?? NaN);
  if (Number.isNaN(milliseconds)) {
    throw new CallerError("usage", `${shown} is not a duration such as 10s, 1m30s, 500ms or 2h`);
  }
  if (milliseconds < least) {
    throw new CallerError("usage", `${shown} is too short; the least is ${least}ms`);
  }
  if (milliseconds > LONGEST) {
    throw new CallerError("usage", `${shown} is too long; the most is 24 days`);
  }
  return milliseconds;
}

function amount(text: string): number | undefined {
  if (PLAIN.test(text)) return Number(text) * MILLISECONDS.s;
  const parts = text === "" ? undefined : UNITS.exec(text)?.slice(1);
  const sizes = Object.values(MILLISECONDS);
  return parts?.reduce((sum, part, index) => sum + Number(part ?? 0) * sizes[index]!, 0);
}
