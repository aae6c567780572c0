/** One word of a command line. @module */

import { escapeText } from "./escape.ts";

/** Words that no shell changes. `=` is absent because zsh expands `=name`. */
const PLAIN = /^(?!%)[\w@%+:,./-]+$/;
/** The backslashes that fish reads as escapes within single quotes, and single quotes. */
const ESCAPED = /(?:\\*'|\\{2,}|\\+$)+/g;

/**
 * Quotes a word, if necessary, so that sh, dash, bash, zsh and fish read it alike. Other shells, such as
 * PowerShell, have other rules.
 *
 * @returns undefined if the word has a character that must not reach a terminal: no quoting of such
 *   characters means the same in these shells.
 *
 * @example Usage
 * ```ts
 * import { shellWord } from "./shell_word.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(shellWord("/srv/in"), "/srv/in");
 * assertEquals(shellWord("it's"), `'it'\\''s'`);
 * assertEquals(shellWord("a\nb"), undefined);
 * ```
 */
export function shellWord(word: string): string | undefined {
  if (escapeText(word) !== word) return undefined;
  if (PLAIN.test(word)) return word;
  return `'${word.replace(ESCAPED, (run) => `'${run.replace(/./g, "\\$&")}'`)}'`;
}
