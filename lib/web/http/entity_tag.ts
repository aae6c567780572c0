/** Entity tags of files (RFC 9110, section 8.8.3). @module */

/** What identifies a version of a file. */
export interface FileVersion {
  /** Size in bytes. */
  size: number;
  /** Modification time, milliseconds since 1970. */
  mtime: number;
  /** Inode number; null where the file system has none. */
  ino: number | null;
}

/** Returns a strong tag, which changes when the file is written to or replaced. */
export function entityTag({ size, mtime, ino }: FileVersion): string {
  return `"${[size, Math.trunc(mtime), ino ?? 0].map((n) => n.toString(36)).join("-")}"`;
}

/** One tag of a list: `W/"…"` or `"…"`. */
const TAG = /(W\/)?("[\x21\x23-\x7e\x80-\xff]*")/g;

/**
 * Whether a list of tags holds a tag, or is `*`.
 *
 * @param how The comparison: "strong" for `If-Match` and `If-Range`, "weak" for `If-None-Match`.
 */
export function namesTag(list: string, tag: string, how: "strong" | "weak"): boolean {
  if (list.trim() === "*") return true;
  for (const [, weak, value] of list.matchAll(TAG)) {
    if (value === tag && (how === "weak" || weak === undefined)) return true;
  }
  return false;
}
