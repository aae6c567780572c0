/** Durations for users. @module */

import { format } from "@std/fmt/duration";

/** Milliseconds from which a duration is shown in minutes; the ones before would round to 60.0 s. */
const LONG = 59_950;

/** Formats milliseconds: `40 ms`, `4.3 s`, `30 s`, `1m 20s`. */
export function formatTime(milliseconds: number): string {
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  if (milliseconds >= LONG) {
    return format(Math.round(milliseconds / 1000) * 1000, { ignoreZero: true });
  }
  const seconds = milliseconds / 1000;
  return `${Number.isInteger(seconds) ? seconds : seconds.toFixed(1)} s`;
}
