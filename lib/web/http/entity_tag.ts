/** Entity tags: which version of a file an answer is (RFC 9110, section 8.8.3). @module */

/** What a version of a file is told by. */
export interface FileVersion {
  /** Bytes. */
  size: number;
  /** Modification time, milliseconds since 1970. */
  mtime: number;
  /** Number of the file in its file system; null where it has none. */
  ino: number | null;
}

/** A strong tag: a file that was written to, or replaced, has another. */
export function entityTag({ size, mtime, ino }: FileVersion): string {
  return `"${[size, Math.trunc(mtime), ino ?? 0].map((n) => n.toString(36)).join("-")}"`;
}

/** One of a list: `W/"…"` or `"…"`, with what is allowed between the quotes. */
const TAG = /(W\/)?("[\x21\x23-\x7e\x80-\xff]*")/g;

/**
 * Whether a list of tags, `*` included, names this one.
 *
 * @param how "strong": both must be strong (`If-Match`, `If-Range`); "weak": the mark does not count (`If-None-Match`)
 */
export function namesTag(list: string, tag: string, how: "strong" | "weak"): boolean {
  if (list.trim() === "*") return true;
  for (const [, weak, value] of list.matchAll(TAG)) {
    if (value === tag && (how === "weak" || weak === undefined)) return true;
  }
  return false;
}
