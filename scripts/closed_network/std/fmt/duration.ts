/** Stand-in for `@std/fmt/duration`. @module */

/** Options for {@link format}. */
export interface FormatOptions {
  /** Leaves out units that are zero; the stand-in always does. */
  ignoreZero: true;
}

/**
 * Formats a time for users, without its sign: `99_000` is `1m 39s`.
 *
 * @param ms whole milliseconds
 * @throws {TypeError} for a fraction of a millisecond.
 */
export function format(ms: number, _options: FormatOptions): string {
  if (!Number.isInteger(ms)) throw new TypeError(`Cannot format a fraction: ${ms}`);
  const time = Math.abs(ms);
  const parts: [value: number, unit: string][] = [
    [Math.trunc(time / 86_400_000), "d"],
    [Math.trunc(time / 3_600_000) % 24, "h"],
    [Math.trunc(time / 60_000) % 60, "m"],
    [Math.trunc(time / 1000) % 60, "s"],
    [time % 1000, "ms"],
  ];
  return parts.filter(([value]) => value > 0).map(([value, unit]) => `${value}${unit}`).join(" ");
}
