/** A text of a peer on a terminal. @module */

import { escapeLines } from "./peer_output.ts";

/**
 * The text for a terminal: control characters are escaped, lines and tabs are kept. Ends without a line ending,
 * whether the text has one or not.
 */
export function shownText(text: string): string {
  return escapeLines(text).replace(/\n$/, "");
}
