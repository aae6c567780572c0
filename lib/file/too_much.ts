/** Folders with all files of a user or a system. @module */

import { parse, resolve } from "node:path";
import { isInside } from "./is_inside.ts";

/** Parents of home folders, by the systems' conventions. */
const ABOVE_HOMES = ["/home", "/Users", "C:\\Users"];

/**
 * Whether a folder is a root of the file system, or above a home folder, or, with `homes`, a home folder
 * itself.
 *
 * @param folder Absolute, without links.
 * @param home The user's home folder, absolute, without links; undefined where it is not known.
 */
export function isTooMuch(folder: string, home: string | undefined, homes: boolean): boolean {
  if (folder === parse(folder).root || ABOVE_HOMES.includes(folder)) return true;
  if (home !== undefined && isInside(folder, home)) return homes || folder !== home;
  if (!homes) return false;
  const isHomeOfAny = ABOVE_HOMES.some((above) => parse(folder).dir === above);
  return folder === "/root" || isHomeOfAny;
}

/** A path without links, as far as it exists; undefined for "" and undefined. */
export function realPath(path: string | undefined): string | undefined {
  if (!path) return undefined;
  try {
    return Deno.realPathSync(path);
  } catch {
    return resolve(path);
  }
}
