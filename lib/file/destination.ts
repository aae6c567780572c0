/** The folder that files are stored in. @module */

import { resolve } from "node:path";
import { LocalError } from "../errors.ts";
import { destinationFault } from "./destination_fault.ts";
import { isInStaging, STAGING_PREFIX, UNFINISHED } from "./reserved_name.ts";

/**
 * Creates a folder if it does not exist, and checks that it can be written. Returns its path, absolute
 * and without links, so that a link that is changed later has no effect.
 *
 * @throws {LocalError} code `cannot_create`: it is not a folder, or cannot be created or written; `no_space`.
 */
export function openDestination(path: string): string {
  const shown = JSON.stringify(path);
  try {
    Deno.mkdirSync(resolve(path), { recursive: true });
    const real = Deno.realPathSync(path);
    if (isInStaging(real)) {
      throw new LocalError("cannot_create", `Cannot store in ${shown}: ${UNFINISHED}`);
    }
    if (Deno.statSync(real).isDirectory) {
      probe(real);
      return real;
    }
  } catch (cause) {
    if (cause instanceof LocalError) throw cause;
    if (!(cause instanceof Deno.errors.AlreadyExists)) throw destinationFault(cause, path);
  }
  throw new LocalError("cannot_create", `Cannot store in ${shown}: it is not a folder`);
}

/**
 * Creates and removes an entry in a folder, so that a destination in which nothing can be stored is
 * rejected before a code or an answer is spent on it. Restores the folder's times.
 */
function probe(folder: string): void {
  const { atime, mtime } = Deno.statSync(folder);
  Deno.removeSync(Deno.makeTempDirSync({ dir: folder, prefix: `${STAGING_PREFIX}probe-` }));
  try {
    if (atime && mtime) Deno.utimeSync(folder, atime, mtime);
  } catch { /* The folder belongs to another user, who lets this one write. */ }
}
