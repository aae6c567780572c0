/** Folders that a user names and that have to exist. @module */

import { CallerError } from "../errors.ts";
import { isInStaging, UNFINISHED } from "./reserved_name.ts";

/**
 * The path of a folder, absolute and without links.
 *
 * @param doing What is to be done with it, for the texts of errors: `serve`.
 * @throws {CallerError} code `no_input`: there is none, or it is no folder.
 */
export function existingFolder(path: string, doing: string): string {
  const action = `Cannot ${doing} ${JSON.stringify(path)}`;
  try {
    const real = Deno.realPathSync(path);
    if (isInStaging(real)) throw new CallerError("no_input", `${action}: ${UNFINISHED}`);
    if (Deno.statSync(real).isDirectory) return real;
  } catch (cause) {
    if (cause instanceof Deno.errors.NotCapable || cause instanceof CallerError) throw cause;
    throw new CallerError("no_input", `${action}: no such folder`, { cause });
  }
  throw new CallerError("no_input", `${action}: it is not a folder`);
}
