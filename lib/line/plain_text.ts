/** Text from one peer that is passed on to others. @module */

/** What terminals obey, what reorders or hides text, and lone surrogates; as `lib/cli/escape.ts` has it. */
const UNSAFE = new RegExp(
  String
    .raw`[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]` +
    String.raw`|\p{Cs}`,
  "gu",
);

/**
 * The text without anything that is not to be seen, tabs made blanks. Others read it with whatever
 * program they have, so nothing is left that a terminal would obey.
 */
export function plainText(text: string): string {
  return text.replaceAll("\t", " ").replace(UNSAFE, "");
}
