/** Reasons for which a source cannot be read. @module */

import { notCovered } from "../local_fault.ts";

/** Why an entry cannot be read whose name is not UTF-8. */
export const NOT_UTF8 = "its name is not UTF-8";

/** Why a file or folder cannot be read, for the user. */
export function whyUnreadable(cause: unknown, source = ""): string {
  if (cause instanceof Deno.errors.NotFound) {
    return source.includes("\ufffd") ? NOT_UTF8 : "no such file or folder";
  }
  if (cause instanceof Deno.errors.NotCapable) return notCovered(cause);
  if (cause instanceof Deno.errors.PermissionDenied) return "permission denied";
  if (cause instanceof Deno.errors.FilesystemLoop) return "its symbolic links form a loop";
  return cause instanceof Error
    ? cause.message.replace(/ \(os error \d+\).*$/s, "")
    : String(cause);
}
