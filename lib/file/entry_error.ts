/** Errors of single entries, which do not end a transfer. @module */

import { LocalError } from "../errors.ts";
import { whyFailed } from "./local_fault.ts";

/**
 * What prevents an entry from being stored: characters of the name, its length, another name that the
 * file system does not distinguish, the same name, the folder it would be in, or the size of the content.
 */
export type EntryReason = "characters" | "length" | "clash" | "duplicate" | "place" | "size";

/** An entry that cannot be stored. The transfer continues without it. */
export class EntryError extends LocalError {
  /** The class's name, for logs. */
  override name = "EntryError";
  /** What prevents it. */
  readonly reason: EntryReason;
  /** The same as a text for the user, without the path. */
  readonly why: string;

  /** @param doing The action attempted: `store "a/b"`. */
  constructor(doing: string, reason: EntryReason, why: string, options?: ErrorOptions) {
    const code = reason === "clash" || reason === "duplicate" ? "exists" : "cannot_create";
    super(code, `Cannot ${doing}: ${why}`, options);
    this.reason = reason;
    this.why = why;
  }
}

const NAME = "this file system does not allow such a name";

/**
 * The error of one entry; undefined where the fault concerns all entries: the disk is full or failing,
 * or descriptors ran out.
 */
export function entryError(cause: unknown, doing: string): EntryError | undefined {
  if (cause instanceof EntryError) return cause;
  const make = (reason: EntryReason, why?: string) =>
    new EntryError(doing, reason, why ?? whyFailed(cause), { cause });
  switch ((cause as { code?: unknown }).code) {
    case "EINVAL":
    case "EILSEQ":
      return make("characters", NAME);
    case "ENAMETOOLONG":
      return make("length");
    case "EFBIG":
      return make("size", "the file is too large for this file system");
    case "EEXIST":
    case "ENOTEMPTY":
      return make("clash");
    case "EACCES":
    case "EPERM":
    case "EROFS":
    case "ENOSYS":
    case "ENOTSUP":
    case "EOPNOTSUPP":
    case "ENOTDIR":
    case "EISDIR":
    case "ELOOP":
      return make("place");
    case "EBUSY":
    case "ETXTBSY":
      return make("place", "another program is using the existing file");
  }
}

/** The error for a name that the file system cannot hold, in a folder that exists. */
export function noSuchName(doing: string, cause?: unknown): EntryError {
  return new EntryError(doing, "characters", NAME, { cause });
}
