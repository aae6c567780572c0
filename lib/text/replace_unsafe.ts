/** Characters of untrusted text that must not reach a terminal. @module */

/**
 * Characters that a terminal interprets instead of showing, and that reorder or hide the text around them:
 *
 * - `Cc`: escape sequences (ECMA-48), line ends, BEL;
 * - `Cf`: marks, embeddings, overrides and isolates of the bidirectional algorithm (Unicode UAX #9),
 *   which make `gpj.exe` look like `exe.jpg`, soft hyphens, invisible operators, tags;
 * - `Default_Ignorable_Code_Point`: other invisible characters, which make two different names look the
 *   same; but not a variation selector after a pictograph;
 * - U+2800, Braille without a dot;
 * - `Zl`, `Zp`: separators that some terminals and log viewers treat as a line end;
 * - `Cs`: lone surrogates, which UTF-8 cannot encode.
 */
export const UNSAFE: RegExp =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u2800]|(?<!\p{Extended_Pictographic})[\ufe0e\ufe0f]|(?![\ufe0e\ufe0f])\p{Default_Ignorable_Code_Point}/gu;

/** Replaces each unsafe character of a text. */
export function replaceUnsafe(text: string, replace: (character: string) => string): string {
  return text.replace(UNSAFE, replace);
}
