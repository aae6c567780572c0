/** Which bytes of a file a request asks for (RFC 9110, section 14). @module */

/** What to answer to a `Range` header. */
export type ByteRange =
  | { kind: "whole" }
  | { kind: "part"; first: number; last: number }
  | { kind: "unsatisfiable" };

/** Longer headers ask for many ranges at once, or for trouble. */
const LONGEST = 100;
const FORM = /^bytes=[ \t]*(?:(\d+)-(\d*)|-(\d+))[ \t]*$/i;

/**
 * Reads a `Range` header against a file of `size` bytes. What is malformed, of another unit, or a list
 * of ranges is ignored, as the RFC allows: the whole file is the answer. So no header can ask for
 * more bytes than the file has.
 *
 * @param header the value, or null where there is none
 * @param size bytes of the file
 * @returns a part with `first <= last < size`, the whole, or that no byte of it is there (416)
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
