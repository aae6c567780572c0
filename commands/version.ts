/** `sluice version`. @module */

import type { Command, ParsedArguments } from "../lib/cli/command.ts";

/** Prints the versions, as `--version` does. */
export const version: Command<ParsedArguments> = {
  name: "version",
  group: "Shell",
  summary: "Show the versions of sluice and of Deno",
  description: "Prints the same line as sluice --version.",
  usage: ["version"],
  flags: [],
  common: [],
  permissions: [],
  permissionFlags: [],
  exitCodes: [],
  examples: [{ text: "Show the versions", line: "sluice version" }],
  async run(_args, { terminal, version }) {
    await terminal.print(`sluice ${version} (Deno ${Deno.version.deno})\n`);
    return 0;
  },
};
