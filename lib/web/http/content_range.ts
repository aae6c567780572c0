/** The `Content-Range` header of an upload (RFC 9110, sections 14.4 and 14.5). @module */

/** The bytes that an upload's body holds. */
export interface ContentRange {
  /** First byte of the body; undefined where the client sends none and asks for the current offset. */
  first?: number;
  /** Last byte of the body. */
  last?: number;
  /** Bytes of the whole file. */
  size: number;
}

const FORM = /^bytes[ \t]+(?:(\d{1,16})-(\d{1,16})|\*)\/(\d{1,16})$/i;

/** Reads a `Content-Range` header; undefined where it is malformed or contradicts itself. */
export function contentRange(header: string): ContentRange | undefined {
  const [whole, first, last, total] = FORM.exec(header.trim()) ?? [];
  const size = Number(total);
  if (whole === undefined || !Number.isSafeInteger(size)) return undefined;
  if (first === undefined) return { size };
  const range = { first: Number(first), last: Number(last), size };
  return range.first <= range.last && range.last < size ? range : undefined;
}
