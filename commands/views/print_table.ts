/** Tables on standard output. @module */

import { tableLines } from "../../lib/terminal/pad.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";

/**
 * Prints rows: for people aligned, with a header; for programs with tabs between the columns, and no header. The
 * texts must be escaped already.
 */
export async function printTable(
  terminal: Pick<Terminal, "print" | "stdoutIsTerminal" | "outStyle">,
  rows: readonly (readonly string[])[],
  header: readonly string[],
): Promise<void> {
  if (!terminal.stdoutIsTerminal) {
    return await terminal.print(rows.map((row) => `${row.join("\t")}\n`).join(""));
  }
  const [first, ...lines] = tableLines([header, ...rows]);
  await terminal.print(
    [terminal.outStyle.bold(first!), ...lines].map((line) => `${line}\n`).join(""),
  );
}
