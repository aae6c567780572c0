/** Stand-in for `@std/fmt/bytes`. @module */

/** Options for {@link format}. */
export interface FormatOptions {
  /** Units of bits rather than bytes. Default: false. */
  bits?: boolean;
  /** Powers of 1024 rather than of 1000. Default: false. */
  binary?: boolean;
  /** A plus sign before a positive number. Default: false. */
  signed?: boolean;
  /** Digits as this locale writes them; `true` is the system's. Default: as JavaScript does. */
  locale?: boolean | string | string[];
  /** Default: three significant figures. */
  minimumFractionDigits?: number;
  /** Default: three significant figures. */
  maximumFractionDigits?: number;
}

const PREFIXES = ["", "k", "M", "G", "T", "P", "E", "Z", "Y"];

/**
 * A size for people: `1337` is `1.34 kB`.
 *
 * @throws {TypeError} if `num` is not finite.
 */
export function format(num: number, options: FormatOptions = {}): string {
  if (!Number.isFinite(num)) {
    throw new TypeError(`Expected a finite number, got ${typeof num}: ${num}`);
  }
  const one = options.bits ? "b" : "B";
  // A blank where the sign would be keeps a column of signed sizes straight.
  if (options.signed && num === 0) return ` 0 ${one}`;
  const sign = num < 0 ? "-" : options.signed ? "+" : "";
  const size = Math.abs(num);
  const power = size < 1 ? 0 : powerOf(size, options.binary ?? false);
  const unit = power === 0
    ? one
    : PREFIXES[power] + (options.binary ? "i" : "") + (options.bits ? "bit" : "B");
  return `${sign}${digits(size, power, options)} ${unit}`;
}

function powerOf(size: number, binary: boolean): number {
  const power = binary ? Math.log(size) / Math.log(1024) : Math.log10(size) / 3;
  return Math.min(Math.floor(power), PREFIXES.length - 1);
}

function digits(size: number, power: number, options: FormatOptions): string {
  const { locale, minimumFractionDigits, maximumFractionDigits } = options;
  const scaled = size / (options.binary ? 1024 : 1000) ** power;
  const fixed = minimumFractionDigits !== undefined || maximumFractionDigits !== undefined;
  const value = fixed || size < 1 ? scaled : Number(scaled.toPrecision(3));
  if (!fixed && !locale && locale !== "") return String(value);
  const tags = typeof locale === "boolean" ? undefined : locale;
  return value.toLocaleString(
    tags,
    fixed ? { minimumFractionDigits, maximumFractionDigits } : undefined,
  );
}
