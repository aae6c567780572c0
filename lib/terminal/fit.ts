/** Shortens text to a number of columns. @module */

import { unicodeWidth } from "@std/cli/unicode-width";

/** Replaces the omitted part. */
const GAP = "…";

/**
 * Shortens a text to at most `columns` columns of a terminal by omitting its middle: start and end are the
 * most informative parts of a path. The text must be escaped already.
 */
export function fit(text: string, columns: number): string {
  if (unicodeWidth(text) <= columns) return text;
  if (columns < 1) return "";
  const characters = [...text];
  const room = columns - unicodeWidth(GAP);
  const tail = take(characters.toReversed(), Math.ceil(room / 2)).reverse();
  const head = take(characters, room - unicodeWidth(tail.join("")));
  return head.join("") + GAP + tail.join("");
}

/** The leading characters that fit. */
function take(characters: readonly string[], columns: number): string[] {
  const taken: string[] = [];
  let width = 0;
  for (const character of characters) {
    width += unicodeWidth(character);
    if (width > columns) break;
    taken.push(character);
  }
  return taken;
}
