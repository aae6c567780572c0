/** Names of peers on a terminal. @module */

import { fit } from "../../lib/terminal/fit.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";
import { escapeText } from "../../lib/text/escape.ts";

/** Columns of a name at least. */
const LEAST = 20;

/**
 * A name, escaped. On a terminal its middle is omitted if it does not fit into one line beside `others` columns
 * of other text: the end, with its extension, stays in sight, and no part of it begins a line.
 */
export function shownName(
  name: string,
  { stderrIsTerminal, columns }: Pick<Terminal, "stderrIsTerminal" | "columns">,
  others: number,
): string {
  const shown = escapeText(name);
  return stderrIsTerminal ? fit(shown, Math.max(LEAST, columns - others)) : shown;
}
