/** Text in a given number of columns. @module */

import { unicodeWidth } from "@std/cli/unicode-width";

/** What stands for the part left out. */
const GAP = "…";

/**
 * The text in at most `columns` columns of a terminal, its middle left out where it is too long:
 * the start of a path says where, its end says what. The text must be escaped already.
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

/** As many characters from the start as have room. */
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
