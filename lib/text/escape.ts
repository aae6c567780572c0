/** Escapes untrusted text for terminals and logs. @module */

import { replaceUnsafe } from "./replace_unsafe.ts";

/**
 * Escapes unsafe characters as `\xNN` or `\u{…}`. Printable Unicode and the backslash are kept, so that
 * ordinary names stay readable and escaping twice changes nothing. The result cannot be decoded.
 *
 * Required wherever a name, message or error of a peer, the file system or the command line is shown.
 *
 * ```ts
 * import { escapeText } from "./escape.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(escapeText("a\x1b[2Jb"), "a\\x1b[2Jb");
 * ```
 */
export function escapeText(text: string): string {
  return replaceUnsafe(text, (character) => {
    const code = character.codePointAt(0)!;
    return code <= 0xff ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
  });
}
