/** `sluice help`. @module */

import type { Command, ParsedArguments } from "../lib/cli/command.ts";

const EXIT_CODES = "exit-codes";

/** Shows help for the program, a command, or a topic. */
export const help: Command<ParsedArguments> = {
  name: "help",
  summary: "Show what a command does, its flags and examples",
  description:
    `Without a word: the list of commands. With a command: its words and flags, examples, \
the permissions it keeps while it runs, and the exit codes it can end with. With exit-codes: the \
table of all exit codes.`,
  usage: ["help", "help COMMAND", `help ${EXIT_CODES}`],
  flags: [],
  positionals: [{
    name: "COMMAND",
    summary: `a command, or ${EXIT_CODES}`,
    value: "command",
    choices: [EXIT_CODES],
  }],
  common: [],
  permissions: [],
  permissionFlags: [],
  examples: [
    { text: "What there is:", line: "sluice help" },
    { text: "What the exit codes mean:", line: `sluice help ${EXIT_CODES}` },
  ],
  async run({ positionals: [topic] }, { terminal, commands }) {
    const { commandHelp, exitCodesHelp, programHelp } = await import("../lib/cli/help.ts");
    if (topic === undefined) {
      await terminal.print(programHelp(await commands()));
    } else if (topic === EXIT_CODES) {
      await terminal.print(exitCodesHelp());
    } else {
      const { findCommand } = await import("../lib/cli/find_command.ts");
      await terminal.print(commandHelp(findCommand(topic, await commands(), [EXIT_CODES])));
    }
    return 0;
  },
};
