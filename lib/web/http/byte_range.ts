/** The `Range` header of a request (RFC 9110, section 14). @module */

/** A part of a file, from its first to its last byte. */
export interface Part {
  first: number;
  last: number;
}

/** The bytes that a request asks for. */
export type ByteRange =
  | { kind: "whole" }
  /** At least one part; no two parts overlap. */
  | { kind: "parts"; parts: Part[] }
  | { kind: "unsatisfiable" };

/** Ranges of a header that is obeyed. Players and readers of PDF and zip files ask for a few at once. */
const MAX_RANGES = 32;
/** Characters of a header that is read: more than that many ranges of any file need. */
const MAX_LENGTH = 2048;
/**
 * Bytes between two parts that are sent rather than left out: a part of a multipart answer has a header of
 * about as many.
 */
const SMALL_GAP = 150;
const UNIT = /^bytes=/i;
const FORM = /^[ \t]*(?:(\d+)-(\d*)|-(\d+))[ \t]*$/;

/**
 * Reads a `Range` header for a file of `size` bytes. A header that is malformed, has another unit or too many
 * ranges is ignored, as the RFC allows, and yields the whole file. Ranges that overlap or nearly touch are
 * joined, in the order of the file (section 14.2). So no header can ask for more bytes than the file has.
 *
 * @param header The value; null where the header is absent.
 * @param size Bytes of the file.
 * @returns parts with `first <= last < size`, the whole, or `unsatisfiable` (416) where no range has a byte
 *   of the file.
 */
export function byteRange(header: string | null, size: number): ByteRange {
  if (header === null || header.length > MAX_LENGTH || !UNIT.test(header)) return { kind: "whole" };
  // Empty list elements are allowed (section 5.6.1).
  const ranges = header.replace(UNIT, "").split(",").filter((range) => range.trim() !== "");
  if (ranges.length === 0 || ranges.length > MAX_RANGES) return { kind: "whole" };
  const parts: Part[] = [];
  for (const range of ranges) {
    const part = partOf(range, size);
    if (part === "malformed") return { kind: "whole" };
    if (part !== "unsatisfiable") parts.push(part);
  }
  return parts.length === 0 ? { kind: "unsatisfiable" } : { kind: "parts", parts: joined(parts) };
}

function partOf(range: string, size: number): Part | "malformed" | "unsatisfiable" {
  const [whole, first, last, suffix] = FORM.exec(range) ?? [];
  if (whole === undefined) return "malformed";
  if (suffix !== undefined) {
    const length = Math.min(Number(suffix), size);
    if (length === 0) return "unsatisfiable";
    return { first: size - length, last: size - 1 };
  }
  const from = Number(first);
  const to = last === "" ? Infinity : Number(last);
  if (from > to) return "malformed";
  if (from >= size) return "unsatisfiable";
  return { first: from, last: Math.min(to, size - 1) };
}

/** Joins parts that overlap or nearly touch. Others keep the order in which they were asked for. */
function joined(parts: readonly Part[]): Part[] {
  const result: Part[] = [];
  for (const { first, last } of parts.toSorted((a, b) => a.first - b.first)) {
    const before = result.at(-1);
    if (before === undefined || first - before.last > SMALL_GAP) result.push({ first, last });
    else before.last = Math.max(before.last, last);
  }
  return result.length < parts.length ? result : [...parts];
}
