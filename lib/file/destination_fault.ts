/** Errors of the folder that files are stored in. @module */

import { LocalError, type SluiceError } from "../errors.ts";
import { localFault } from "./local_fault.ts";

/** What concerns the folder itself, and what to do. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "the folder does not exist any more; create it and try again",
  EACCES: "permission denied; use another folder",
  EPERM: "permission denied; use another folder",
};

/**
 * Converts an error of the file system to one with a code and a text for the user.
 *
 * @param into The folder that was to be stored in.
 */
export function destinationFault(cause: unknown, into: string): SluiceError {
  const doing = `store in ${JSON.stringify(into)}`;
  const why = REASONS[String((cause as { code?: unknown }).code)];
  if (why === undefined) return localFault(cause, doing);
  return new LocalError("cannot_create", `Cannot ${doing}: ${why}`, { cause });
}
