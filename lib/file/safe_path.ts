/**
 * The one place where a peer's name becomes a path.
 *
 * @module
 */

import { ProtocolError } from "../errors.ts";
import { MAX_DEPTH, MAX_NAME_BYTES, MAX_PATH_BYTES } from "../limits.ts";
import { isReservedName } from "./reserved_name.ts";

declare const safe: unique symbol;
/** A relative path with `/` between components that stays below the folder it is joined to. */
export type SafePath = string & { [safe]: true };

const utf8 = new TextEncoder();

/** Names that Windows gives to devices, with any extension (Microsoft, "Naming Files, Paths, and Namespaces"). */
const WINDOWS_DEVICE =
  /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])\s*(\.|$)/i;
// deno-lint-ignore no-control-regex
const WINDOWS_FORBIDDEN = /[\x00-\x1f<>:"|?*\\]/;

/**
 * Judges a path that a peer sent.
 *
 * @param path Components with `/` between them.
 * @param os The file system's rules to apply; those of this machine where left out.
 * @throws {ProtocolError} code `unsafe_name` where it is empty, absolute, climbs, or cannot be a name here; the text says which.
 */
export function safePath(path: string, os: string = Deno.build.os): SafePath {
  const refuse = (why: string): never => {
    throw new ProtocolError(`store ${JSON.stringify(path.slice(0, 200))}: ${why}`, "unsafe_name");
  };
  if (path === "") refuse("empty name");
  if (!path.isWellFormed()) refuse("name is not Unicode text");
  // A code unit takes at most three bytes, so most paths need no encoding to be measured.
  if (path.length * 3 > MAX_PATH_BYTES && utf8.encode(path).length > MAX_PATH_BYTES) {
    refuse(`path longer than ${MAX_PATH_BYTES} bytes`);
  }
  const names = path.split("/");
  if (names.length > MAX_DEPTH) refuse(`more than ${MAX_DEPTH} folders deep`);
  for (const name of names) {
    if (name === "") refuse("absolute path, or an empty name in it");
    if (name === "." || name === "..") refuse(`"${name}" in it`);
    if (name.includes("\0")) refuse("NUL character in it");
    if (name.length * 3 > MAX_NAME_BYTES && utf8.encode(name).length > MAX_NAME_BYTES) {
      refuse(`name longer than ${MAX_NAME_BYTES} bytes`);
    }
    if (os === "windows") {
      if (WINDOWS_FORBIDDEN.test(name)) refuse("a character that Windows does not allow in names");
      if (WINDOWS_DEVICE.test(name)) refuse("a name that Windows keeps for a device");
      if (/[. ]$/.test(name)) refuse("Windows drops a dot or blank at the end of a name");
    }
    // A folder of this transfer may be the destination of a later one, which looks for such names.
    if (isReservedName(name, os)) {
      refuse("names that begin with .sluice- are kept for unfinished transfers");
    }
  }
  return path as SafePath;
}
