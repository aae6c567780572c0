/** The standard streams of this process as a terminal. @module */

import type { Command } from "../../lib/cli/command.ts";
import { StdioTerminal, type StdioTerminalOptions } from "../../lib/terminal/stdio_terminal.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";

/** The terminal's options from the common flags; `term` is the environment's TERM. */
export function terminalOptions(
  has: (flag: Command["common"][number]) => boolean,
  term: string | undefined,
): StdioTerminalOptions {
  return {
    json: has("json"),
    quiet: has("quiet"),
    noColor: Deno.noColor || has("no-color"),
    dumb: term === "dumb",
  };
}

/** Opens the terminal. */
export function openTerminal(options: StdioTerminalOptions): Terminal {
  const { stdin, stdout, stderr, consoleSize } = Deno;
  return new StdioTerminal({ stdin, stdout, stderr, consoleSize }, options);
}
