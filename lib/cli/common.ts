/** The flags that several commands have in common. @module */

import type { CommandPage, Flag } from "./command.ts";

const HELP: Flag = { name: "help", short: "h", summary: "show help" };

const CHOSEN: Record<CommandPage["common"][number], Flag> = {
  json: { name: "json", summary: "write one JSON event a line to standard output" },
  quiet: {
    name: "quiet",
    short: "q",
    summary: "show only errors and warnings, no notes and no progress",
  },
  "no-color": { name: "no-color", summary: "colour nothing" },
  timeout: {
    name: "timeout",
    summary: "end after this time, with exit code 75",
    value: "duration",
  },
};

/** All flags of a command: its own, its common ones, and `--help`. */
export function flagsOf(page: CommandPage): Flag[] {
  return [...page.flags, ...commonFlags(page)];
}

/** The common flags of a command, and `--help`. */
export function commonFlags(page: CommandPage): Flag[] {
  return [...page.common.map((name) => CHOSEN[name]), HELP];
}
