/** Aligns text on a terminal. @module */

import { unicodeWidth } from "@std/cli/unicode-width";

/** The width of the widest of the texts, in columns. */
export function widest(texts: Iterable<string>): number {
  return Math.max(0, ...Array.from(texts, unicodeWidth));
}

/** The text with spaces after it, to a number of columns. */
export function pad(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - unicodeWidth(text)));
}

/**
 * Lines of a table with aligned columns, two spaces between them and none at the end. The texts must be escaped
 * already.
 */
export function tableLines(rows: readonly (readonly string[])[]): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from(
    { length: count },
    (_, at) => widest(rows.map((row) => row[at] ?? "")),
  );
  return rows.map((row) =>
    row.map((cell, at) => at === row.length - 1 ? cell : pad(cell, widths[at]!)).join("  ")
  );
}
