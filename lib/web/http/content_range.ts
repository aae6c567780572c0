/** Which bytes of a file a request carries (RFC 9110, sections 14.4 and 14.5). @module */

/** What `Content-Range` says of an upload. */
export interface ContentRange {
  /** First byte that the body has; undefined: it has none, the client asks how much is here. */
  first?: number;
  /** Last byte that the body has. */
  last?: number;
  /** Bytes of the whole file. */
  size: number;
}

const FORM = /^bytes[ \t]+(?:(\d{1,16})-(\d{1,16})|\*)\/(\d{1,16})$/i;

/**
 * Reads a `Content-Range` header of an upload.
 *
 * @returns undefined where it is malformed or contradicts itself
 */
export function contentRange(header: string): ContentRange | undefined {
  const [whole, first, last, total] = FORM.exec(header.trim()) ?? [];
  const size = Number(total);
  if (whole === undefined || !Number.isSafeInteger(size)) return undefined;
  if (first === undefined) return { size };
  const range = { first: Number(first), last: Number(last), size };
  return range.first <= range.last && range.last < size ? range : undefined;
}
