/** The flags that several commands have in common. @module */

import type { Command, Flag } from "./command.ts";

const HELP: Flag = { name: "help", short: "h", summary: "show this help and exit" };

const CHOSEN: Record<Command["common"][number], Flag> = {
  json: { name: "json", summary: "write one JSON event a line to standard output" },
  quiet: { name: "quiet", short: "q", summary: "show no progress and no notes, only errors" },
  "no-color": { name: "no-color", summary: "no colour; so does NO_COLOR in the environment" },
  timeout: {
    name: "timeout",
    summary: "give up after this time, with exit code 75",
    value: "duration",
  },
};

/** All flags of a command: its own, its common ones, and `--help`. */
export function flagsOf(command: Command): Flag[] {
  return [...command.flags, ...command.common.map((name) => CHOSEN[name]), HELP];
}
