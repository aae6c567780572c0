/**
 * Conversion of a peer's names to paths. No other module does this.
 *
 * @module
 */

import { ProtocolError } from "../errors.ts";
import { MAX_DEPTH, MAX_PATH_BYTES } from "../limits.ts";
import { EntryError, type EntryReason } from "./entry_error.ts";
import { isReservedName, RESERVED } from "./reserved_name.ts";

declare const judged: unique symbol;
declare const safe: unique symbol;
/** A relative path that is not hostile. The file system may not be able to hold it. */
export type PeerPath = string & { [judged]: true };
/** A relative path with `/` between components that stays below the folder it is joined to. */
export type SafePath = PeerPath & { [safe]: true };

const utf8 = new TextEncoder();

/** Names that Windows gives to devices, with any extension (Microsoft, "Naming Files, Paths, and Namespaces"). */
export const WINDOWS_DEVICE =
  /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])\s*(\.|$)/i;
// deno-lint-ignore no-control-regex
const PLAIN = /^[\x01-\x7f]*$/;
/** A component that is empty, `.`, `..` or begins with our prefix. */
const SUSPECT = /(?:^|\/)(?:\.{0,2}(?:\/|$)|\.sluice-)/i;
const WINDOWS_FORBIDDEN = /[<>:"|?*\\]/;
// deno-lint-ignore no-control-regex
const CONTROL = /[\x00-\x1f]/;

/**
 * Rejects paths that an honest sender does not send: they would leave their folder, or are malformed.
 *
 * @param path Components with `/` between them.
 * @param os The system whose rules apply. Default: this one.
 * @throws {ProtocolError} code `unsafe_name`; the text says which rule it breaks.
 */
export function peerPath(path: string, os: string = Deno.build.os): PeerPath {
  const refuse = (why: string): never => {
    throw new ProtocolError(
      `Unsafe name ${JSON.stringify(path.slice(0, 200))}: ${why}`,
      "unsafe_name",
    );
  };
  if (path === "") refuse("it is empty");
  if (!path.isWellFormed()) refuse("it is not Unicode text");
  if (os === "windows") {
    if (/^([a-z]:)?[/\\]|^[a-z]:$/i.test(path)) refuse("it is an absolute path");
    if (path.split(/[/\\]/).includes("..")) refuse('it contains ".."');
    if (CONTROL.test(path)) refuse("it contains a control character, which Windows does not allow");
  }
  if (os !== "windows" && PLAIN.test(path) && !SUSPECT.test(path)) return path as PeerPath;
  for (const name of path.split("/")) {
    if (name === "") refuse("it is an absolute path, or contains an empty name");
    if (name === "." || name === "..") refuse(`it contains "${name}"`);
    if (name.includes("\0")) refuse("it contains a NUL character");
    // The stored folder may be the destination of a later transfer, which looks for such names.
    if (isReservedName(name, os)) {
      refuse(RESERVED);
    }
  }
  return path as PeerPath;
}

/**
 * A path that can be used on this system. Whether the file system can hold it shows when it is created.
 *
 * @throws {ProtocolError} see {@linkcode peerPath}.
 * @throws {EntryError} it is longer than any system allows, or has another meaning on this one.
 */
export function safePath(path: string, os: string = Deno.build.os): SafePath {
  const known = peerPath(path, os);
  const refuse = (reason: EntryReason, why: string): never => {
    throw new EntryError(`store ${JSON.stringify(path.slice(0, 200))}`, reason, why);
  };
  // A code unit takes at most three bytes, so most paths need no encoding to be measured.
  if (path.length * 3 > MAX_PATH_BYTES && utf8.encode(path).length > MAX_PATH_BYTES) {
    refuse("place", `the path is longer than ${MAX_PATH_BYTES} bytes`);
  }
  // Fewer characters than that have fewer components.
  if (os !== "windows" && path.length <= MAX_DEPTH) return known as SafePath;
  const names = path.split("/");
  if (names.length > MAX_DEPTH) refuse("place", `it is more than ${MAX_DEPTH} folders deep`);
  if (os !== "windows") return known as SafePath;
  for (const name of names) {
    if (WINDOWS_FORBIDDEN.test(name)) {
      refuse("characters", "Windows does not allow one of its characters");
    }
    if (WINDOWS_DEVICE.test(name)) refuse("characters", "Windows reserves the name for a device");
    if (/[. ]$/.test(name)) {
      refuse("characters", "Windows drops a dot or space at the end of a name");
    }
  }
  return known as SafePath;
}
