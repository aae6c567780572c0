/** Text from one peer that is passed on to others. @module */

import { replaceUnsafe } from "./replace_unsafe.ts";

/**
 * The text without anything that is not to be seen, tabs made blanks. Others read it with whatever
 * program they have, so nothing is left that a terminal would obey.
 */
export function plainText(text: string): string {
  return replaceUnsafe(text.replaceAll("\t", " "), () => "");
}
