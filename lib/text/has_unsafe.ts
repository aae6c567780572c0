/** Whether a text can be shown as it is. @module */

import { UNSAFE } from "./replace_unsafe.ts";

/** Whether a text has a character that a terminal obeys, or that hides or reorders the text around it. */
export function hasUnsafe(text: string): boolean {
  // Not `test`, which goes on where the last search ended.
  return text.search(UNSAFE) >= 0;
}
