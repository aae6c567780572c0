/** `sluice man`. @module */

import type { Command, ParsedArguments } from "../lib/cli/command.ts";

/** Prints a manual page. */
export const man: Command<ParsedArguments> = {
  name: "man",
  summary: "Print a manual page in roff, for man or for an installer",
  description: `Without a word the page of the program, sluice(1); with a command the page of that \
command, such as sluice-help(1). The page goes to standard output.`,
  usage: ["man", "man COMMAND"],
  flags: [],
  positionals: [{ name: "COMMAND", summary: "a command", value: "command" }],
  common: [],
  permissions: [],
  permissionFlags: [],
  examples: [
    { text: "Read it:", line: "sluice man | man -l -" },
    { text: "Install it for all users:", line: "sluice man > /usr/local/share/man/man1/sluice.1" },
  ],
  async run({ positionals: [name] }, { terminal, version, commands }) {
    const { commandManPage, programManPage } = await import("../lib/cli/man.ts");
    if (name === undefined) {
      await terminal.print(programManPage(await commands(), version));
    } else {
      const { findCommand } = await import("../lib/cli/find_command.ts");
      await terminal.print(commandManPage(findCommand(name, await commands()), version));
    }
    return 0;
  },
};
