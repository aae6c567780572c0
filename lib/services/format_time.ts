/** The time of day as text. @module */

import type { TimeFormat } from "./service.ts";

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/**
 * Formats a time as `Sat Nov 21 01:25:34 2026` (C's `ctime`, local time, the day padded with a space),
 * `2026-11-21T01:25:34Z` (ISO 8601, UTC) or `1795224334` (seconds since 1970).
 *
 * @param milliseconds Since 1970-01-01T00:00:00Z.
 *
 * @example Usage
 * ```ts
 * import { formatTime } from "./format_time.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(formatTime(1_795_224_334_000, "iso"), "2026-11-21T01:25:34Z");
 * ```
 */
export function formatTime(milliseconds: number, format: TimeFormat = "ctime"): string {
  const date = new Date(milliseconds);
  switch (format) {
    case "iso":
      return `${date.toISOString().slice(0, 19)}Z`;
    case "epoch":
      return String(Math.floor(milliseconds / 1000));
    case "ctime": {
      const two = (number: number) => String(number).padStart(2, "0");
      const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":");
      const day = String(date.getDate()).padStart(2);
      return `${DAYS[date.getDay()]} ${
        MONTHS[date.getMonth()]
      } ${day} ${clock} ${date.getFullYear()}`;
    }
  }
}
