/** `sluice licenses`. @module */

import type { Command, ParsedArguments } from "../../lib/cli/command.ts";

/** Prints the licences of everything inside the executable. */
export const licenses: Command<ParsedArguments> = {
  name: "licenses",
  group: "Shell",
  summary: "Print the licences of sluice and of everything inside it",
  description:
    `First a list of what the executable contains, with versions and licences: sluice, the Deno runtime, and \
every package. Then each licence once, under the names that it applies to.`,
  usage: ["licenses"],
  flags: [],
  common: [],
  permissions: [],
  permissionFlags: [],
  exitCodes: [],
  examples: [
    { text: "Read them", line: "sluice licenses | less" },
  ],
  async run(_args, { terminal }) {
    const { licenses } = await import("./text.ts");
    await terminal.print(licenses);
    return 0;
  },
};
