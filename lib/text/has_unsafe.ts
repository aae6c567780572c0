/** Detects unsafe characters. @module */

import { UNSAFE } from "./replace_unsafe.ts";

/** Whether a text contains a character that {@linkcode UNSAFE} matches. */
export function hasUnsafe(text: string): boolean {
  // Not `test`, which continues at the end of the last match.
  return text.search(UNSAFE) >= 0;
}
