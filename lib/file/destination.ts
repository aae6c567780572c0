/** The folder that files are stored in. @module */

import { resolve } from "node:path";
import { CallerError, LocalError } from "../errors.ts";
import { localFault } from "./local_fault.ts";

/**
 * Makes a destination of a path: the folder exists afterwards; its path is absolute and without links,
 * so that a link that is turned round later leads nobody away.
 *
 * @throws {LocalError} code `cannot_create`: it is no folder, or cannot be made.
 */
export function openDestination(path: string): string {
  const shown = JSON.stringify(path);
  try {
    Deno.mkdirSync(resolve(path), { recursive: true });
    const real = Deno.realPathSync(path);
    if (Deno.statSync(real).isDirectory) return real;
  } catch (cause) {
    if (!(cause instanceof Deno.errors.AlreadyExists)) throw localFault(cause, `store in ${shown}`);
  }
  throw new LocalError("cannot_create", `store in ${shown}: it is not a folder`);
}

/**
 * A folder that is there already: its path, absolute and without links.
 *
 * @throws {CallerError} code `no_input`: there is none.
 */
export function existingFolder(path: string): string {
  try {
    const real = Deno.realPathSync(path);
    if (Deno.statSync(real).isDirectory) return real;
  } catch { /* told below */ }
  throw new CallerError("no_input", `look into ${JSON.stringify(path)}: no such folder`);
}
