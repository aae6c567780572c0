/** A line of a digest list on standard output. @module */

import { checksumLine } from "../../lib/text/checksum_line.ts";
import { escapeText } from "../../lib/text/escape.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";

/** The line with its line ending: unchanged for programs, escaped on a terminal. */
export function digestLine(terminal: Terminal, hex: string, path: string): string {
  const line = checksumLine(hex, path);
  return `${terminal.stdoutIsTerminal ? escapeText(line) : line}\n`;
}
