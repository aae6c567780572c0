/** Makes text from elsewhere harmless on a terminal. @module */

/**
 * What a terminal obeys instead of showing, and what reorders or hides the text around it:
 *
 * - C0, DEL and C1 controls: escape sequences (ECMA-48), line ends, BEL;
 * - marks, embeddings, overrides and isolates of the bidirectional algorithm (Unicode UAX #9), which
 *   make `gpj.exe` look like `exe.jpg`;
 * - zero-width characters, with which two different names look the same;
 * - line and paragraph separators, which some terminals and log viewers take for a line end;
 * - lone surrogates, which have no UTF-8.
 */
const UNSAFE = new RegExp(
  String
    .raw`[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]` +
    String.raw`|\p{Cs}`,
  "gu",
);

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
  return text.replace(UNSAFE, (character) => {
    const code = character.codePointAt(0)!;
    return code <= 0xff ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
  });
}
