/** The standard streams of this process as a terminal. @module */

import type { Command } from "../../lib/cli/command.ts";
import { StdioTerminal } from "../../lib/terminal/stdio_terminal.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";

/** Opens the terminal as the common flags say; `term` is the environment's TERM. */
export function openTerminal(
  has: (flag: Command["common"][number]) => boolean,
  term: string | undefined,
): Terminal {
  const { stdin, stdout, stderr, consoleSize } = Deno;
  return new StdioTerminal({ stdin, stdout, stderr, consoleSize }, {
    json: has("json"),
    quiet: has("quiet"),
    noColor: Deno.noColor || has("no-color"),
    dumb: term === "dumb",
  });
}
