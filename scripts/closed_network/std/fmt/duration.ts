/** Stand-in for `@std/fmt/duration`. @module */

/** Options for {@link format}. */
export interface FormatOptions {
  /** `1m 39s`, `00:00:01:39` or `1 minute, 39 seconds`. Default: "narrow". */
  style?: "narrow" | "digital" | "full";
  /** Leave out units that are zero; of "digital" only those at the end. Default: false. */
  ignoreZero?: boolean;
}

interface Part {
  value: number;
  short: string;
  name: string;
  digits: number;
}

/**
 * A time for people, in every unit from days to nanoseconds.
 *
 * @param ms milliseconds; the sign is not shown.
 * @throws {TypeError} for a style it does not know.
 */
export function format(ms: number, options: FormatOptions = {}): string {
  const { style = "narrow", ignoreZero = false } = options;
  const all = partsOf(Math.abs(ms));
  const shown = ignoreZero ? all.filter(({ value }) => value) : all;
  switch (style) {
    case "narrow":
      return shown.map(({ value, short }) => `${value}${short}`).join(" ");
    case "full":
      return shown.map(({ value, name }) => `${value} ${name}${value === 1 ? "" : "s"}`).join(", ");
    case "digital": {
      const end = ignoreZero ? all.findLastIndex(({ value }) => value) + 1 : all.length;
      // The real package never returns here; a stand-in that did would hide it.
      if (end === 0) throw new RangeError("Cannot format a duration without any part: digital 0");
      return all.slice(0, end)
        .map(({ value, digits }) => String(value).padStart(digits, "0"))
        .join(":");
    }
    default:
      throw new TypeError(`style must be "narrow", "full", or "digital"!`);
  }
}

function partsOf(ms: number): Part[] {
  // Decimal digits rather than arithmetic: 0.0001 ms is 100 ns, not 99.
  const fraction = ms.toFixed(7).slice(-7, -1);
  const part = (value: number, short: string, name: string, digits: number): Part => (
    { value, short, name, digits }
  );
  return [
    part(Math.trunc(ms / 86_400_000), "d", "day", 2),
    part(Math.trunc(ms / 3_600_000) % 24, "h", "hour", 2),
    part(Math.trunc(ms / 60_000) % 60, "m", "minute", 2),
    part(Math.trunc(ms / 1000) % 60, "s", "second", 2),
    part(Math.trunc(ms) % 1000, "ms", "millisecond", 3),
    part(Number(fraction.slice(0, 3)), "µs", "microsecond", 3),
    part(Number(fraction.slice(3)), "ns", "nanosecond", 3),
  ];
}
