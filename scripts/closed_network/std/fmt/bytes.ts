/** Stand-in for `@std/fmt/bytes`. @module */

/** Options for {@link format}. */
export interface FormatOptions {
  /** Powers of 1024; the stand-in supports no others. */
  binary: true;
}

const PREFIXES = ["", "ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"];

/**
 * Formats a size for users: `1536` is `1.5 kiB`.
 *
 * @throws {TypeError} if `num` is not finite.
 */
export function format(num: number, _options: FormatOptions): string {
  if (!Number.isFinite(num)) {
    throw new TypeError(`Expected a finite number, got ${typeof num}: ${num}`);
  }
  const size = Math.abs(num);
  const power = size < 1 ? 0 : Math.floor(Math.log(size) / Math.log(1024));
  const prefix = Math.min(power, PREFIXES.length - 1);
  const value = size / 1024 ** prefix;
  const digits = size < 1 ? value : Number(value.toPrecision(3));
  return `${num < 0 ? "-" : ""}${digits} ${PREFIXES[prefix]}B`;
}
