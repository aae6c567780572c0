/** Characters that text from elsewhere must not bring onto a screen. @module */

/**
 * What a terminal obeys instead of showing, and what reorders or hides the text around it:
 *
 * - `Cc`: escape sequences (ECMA-48), line ends, BEL;
 * - `Cf`: marks, embeddings, overrides and isolates of the bidirectional algorithm (Unicode UAX #9),
 *   which make `gpj.exe` look like `exe.jpg`, soft hyphens, invisible operators, tags;
 * - `Default_Ignorable_Code_Point`: everything else that is shown as nothing, with which two
 *   different names look the same; but not the selector of a form right after a pictograph;
 * - U+2800, which is Braille without a dot;
 * - `Zl`, `Zp`: separators that some terminals and log viewers take for a line end;
 * - `Cs`: lone surrogates, which have no UTF-8.
 */
export const UNSAFE: RegExp =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u2800]|(?<!\p{Extended_Pictographic})[\ufe0e\ufe0f]|(?![\ufe0e\ufe0f])\p{Default_Ignorable_Code_Point}/gu;

/** The text with each unsafe character replaced. */
export function replaceUnsafe(text: string, replace: (character: string) => string): string {
  return text.replace(UNSAFE, replace);
}
