/** The folder that files are stored in. @module */

import { resolve } from "node:path";
import { LocalError } from "../errors.ts";
import { localFault } from "./local_fault.ts";
import { STAGING_PREFIX } from "./reserved_name.ts";

/**
 * Makes a destination of a path: the folder exists afterwards and can be written. Its path is absolute
 * and without links, so that a link that is changed later leads nowhere else.
 *
 * @throws {LocalError} code `cannot_create`: it is no folder, or cannot be made or written; `no_space`.
 */
export function openDestination(path: string): string {
  const shown = JSON.stringify(path);
  try {
    Deno.mkdirSync(resolve(path), { recursive: true });
    const real = Deno.realPathSync(path);
    if (Deno.statSync(real).isDirectory) {
      probe(real);
      return real;
    }
  } catch (cause) {
    if (!(cause instanceof Deno.errors.AlreadyExists)) throw localFault(cause, `store in ${shown}`);
  }
  throw new LocalError("cannot_create", `store in ${shown}: it is not a folder`);
}

/**
 * Makes something in a folder and removes it: no code and no answer may be spent on a folder in which
 * nothing can be stored. The folder's times stay as they were.
 */
function probe(folder: string): void {
  const { atime, mtime } = Deno.statSync(folder);
  Deno.removeSync(Deno.makeTempDirSync({ dir: folder, prefix: `${STAGING_PREFIX}probe-` }));
  try {
    if (atime && mtime) Deno.utimeSync(folder, atime, mtime);
  } catch { /* A folder of another user, in which this one may write. */ }
}
