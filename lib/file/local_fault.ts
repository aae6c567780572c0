/** Errors of the file system. @module */

import { LocalError, SluiceError } from "../errors.ts";

/** The codes of errors of the file system. */
type FileErrorCode = "no_space" | "cannot_create" | "io" | "exists" | "permission";

/** The code of an error and the reason, which completes "Cannot store "a/b": …". */
type Reason = [code: FileErrorCode, why: string];

const FULL: Reason = ["no_space", "no space left on the disk; make room and try again"];
const DENIED: Reason = ["cannot_create", "permission denied"];
const MANY_FILES: Reason = [
  "io",
  "too many open files; raise the limit (ulimit -n) and try again",
];
const NOT_SUPPORTED: Reason = ["cannot_create", "this file system does not support it"];
const EXISTS: Reason = ["exists", "the name already exists"];

/** The meaning of the system's codes. */
const REASONS: Record<string, Reason> = {
  ENOSPC: FULL,
  EDQUOT: FULL,
  EACCES: DENIED,
  EPERM: DENIED,
  EROFS: ["cannot_create", "the file system is read-only; use another folder"],
  ENAMETOOLONG: ["cannot_create", "the name is too long for this file system"],
  EMFILE: MANY_FILES,
  ENFILE: MANY_FILES,
  ENOSYS: NOT_SUPPORTED,
  ENOTSUP: NOT_SUPPORTED,
  EOPNOTSUPP: NOT_SUPPORTED,
  ENOENT: ["cannot_create", "its folder does not exist"],
  EEXIST: EXISTS,
  ENOTEMPTY: EXISTS,
  EISDIR: ["io", "it is a folder"],
  ELOOP: ["cannot_create", "its symbolic links form a loop"],
  ENOTDIR: ["cannot_create", "part of its path is not a folder"],
};

/**
 * Converts an error of the file system to one with a code and a text for the user.
 *
 * @param doing The action attempted, which completes "Cannot …" in the error's text: `store "a/b"`.
 */
export function localFault(cause: unknown, doing: string): SluiceError {
  if (cause instanceof SluiceError) return cause;
  const [code, why] = reasonOf(cause);
  return new LocalError(code, `Cannot ${doing}: ${why}`, { cause });
}

/** Why an operation of the file system failed, as a text for the user. */
export function whyFailed(cause: unknown): string {
  return reasonOf(cause)[1];
}

function reasonOf(cause: unknown): Reason {
  const known = REASONS[String((cause as { code?: unknown }).code)];
  if (known !== undefined) return known;
  if (cause instanceof Deno.errors.NotSupported) {
    return ["cannot_create", `this system does not support it: ${cause.message}`];
  }
  if (cause instanceof Deno.errors.NotCapable) return ["permission", notCovered(cause)];
  const text = cause instanceof Error ? cause.message : String(cause);
  return ["io", text.replace(/ \(os error \d+\).*$/s, "")];
}

/** Why the runtime does not open a path, and what to do instead. docs/platforms.md lists such paths. */
export function notCovered(error: Error): string {
  return isNeverOpened(error)
    ? "Deno does not open network shares, devices or system folders; use another folder"
    : "Deno's permissions do not include it";
}

/** Whether the runtime rejected a path that it opens for no program without every permission. */
export function isNeverOpened(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("Requires all access");
}
