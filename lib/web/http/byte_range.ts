/** The `Range` header of a request (RFC 9110, section 14). @module */

/** The bytes that a request asks for. */
export type ByteRange =
  | { kind: "whole" }
  | { kind: "part"; first: number; last: number }
  | { kind: "unsatisfiable" };

/** Characters of a header that is read. A longer one is a list of ranges, which is ignored in any case. */
const LONGEST = 100;
const FORM = /^bytes=[ \t]*(?:(\d+)-(\d*)|-(\d+))[ \t]*$/i;

/**
 * Reads a `Range` header for a file of `size` bytes. A header that is malformed, has another unit or
 * lists several ranges is ignored, as the RFC allows, and yields the whole file. So no header can ask
 * for more bytes than the file has.
 *
 * @param header The value; null where the header is absent.
 * @param size Bytes of the file.
 * @returns a part with `first <= last < size`, the whole, or `unsatisfiable` (416).
 */
export function byteRange(header: string | null, size: number): ByteRange {
  if (header === null || header.length > LONGEST) return { kind: "whole" };
  const [whole, first, last, suffix] = FORM.exec(header) ?? [];
  if (whole === undefined) return { kind: "whole" };
  if (suffix !== undefined) {
    const length = Math.min(Number(suffix), size);
    if (length === 0) return { kind: "unsatisfiable" };
    return { kind: "part", first: size - length, last: size - 1 };
  }
  const from = Number(first);
  const to = last === "" ? Infinity : Number(last);
  if (from > to) return { kind: "whole" };
  if (from >= size) return { kind: "unsatisfiable" };
  return { kind: "part", first: from, last: Math.min(to, size - 1) };
}
