/** Folders that hold everything a user has. @module */

import { join, parse, resolve, sep } from "node:path";

/** Folders of other users' home folders, by the systems' conventions. */
const ABOVE_HOMES = ["/home", "/Users", "C:\\Users"];

/**
 * Whether a folder holds everything: it is a root of the file system, or above a home folder, or, with
 * `homes`, a home folder itself.
 *
 * @param folder Absolute, without links.
 * @param home The user's home folder, absolute, without links; undefined where it is not known.
 */
export function isTooMuch(folder: string, home: string | undefined, homes: boolean): boolean {
  if (folder === parse(folder).root || ABOVE_HOMES.includes(folder)) return true;
  if (home?.startsWith(join(folder, sep))) return true;
  if (!homes) return false;
  const isHomeOfAny = ABOVE_HOMES.some((above) => parse(folder).dir === above);
  return folder === home || folder === "/root" || isHomeOfAny;
}

/** A path without links in it, as far as it exists; "" and undefined are nowhere. */
export function realPath(path: string | undefined): string | undefined {
  if (!path) return undefined;
  try {
    return Deno.realPathSync(path);
  } catch {
    return resolve(path);
  }
}
