/** Names that are not UTF-8: the runtime lists them, but cannot open them. @module */

import { join } from "node:path";

/** The text that says how many such names were not sent, and what to do. `count` is at least 1. */
export function notSent(count: number): string {
  const names = count === 1 ? "1 name is" : `${count} names are`;
  return `${names} not UTF-8, and Deno cannot open files of such names; rename them (convmv does)`;
}

/** The text that says how many such names a list leaves out. `count` is at least 1. */
export function leftOut(count: number): string {
  return count === 1
    ? "1 name that is not UTF-8 is left out"
    : `${count} names that are not UTF-8 are left out`;
}

/**
 * Whether a listed name is not UTF-8. The runtime replaces such bytes by U+FFFD and then finds nothing
 * under the name; a valid name may contain that character as well.
 *
 * @param folder The folder that lists the name.
 */
export function isNotUtf8(folder: string, name: string): boolean {
  if (!name.includes("\ufffd")) return false;
  try {
    Deno.lstatSync(join(folder, name));
    return false;
  } catch (error) {
    return error instanceof Deno.errors.NotFound;
  }
}
