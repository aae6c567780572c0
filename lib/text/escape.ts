/** Makes text from elsewhere harmless on a screen. @module */

import { replaceUnsafe } from "./replace_unsafe.ts";

/**
 * The text with every unsafe character as `\xNN` or `\u{…}`; printable Unicode and the backslash
 * stay, so that ordinary names read as they are and escaping twice changes nothing.
 *
 * Needed for every name, message and error that came from a peer, a file system or the command
 * line, wherever a person reads it. It is for eyes: the result cannot be turned back.
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
