/** `sluice help`. @module */

import type { Command, ParsedArguments } from "../lib/cli/command.ts";

const EXIT_CODES = "exit-codes";

/** Shows help for the program, a command, a service, or a topic. */
export const help: Command<ParsedArguments> = {
  name: "help",
  group: "Shell",
  summary: "Show the help of a command or a service",
  description:
    `Without an argument the list of commands. With a command: its usage, examples, arguments \
and flags, how to run it from source, and the exit codes that it can end with. With serve and a service: \
the flags of that service. With ${EXIT_CODES}: the table of all exit codes.`,
  usage: ["help [COMMAND]", "help serve SERVICE", `help ${EXIT_CODES}`],
  flags: [],
  positionals: [
    {
      name: "COMMAND",
      summary: `a command, or ${EXIT_CODES}`,
      value: "command",
      choices: [EXIT_CODES],
    },
    { name: "SERVICE", summary: "a service, after serve", value: "part" },
  ],
  common: [],
  usesTable: true,
  permissions: [],
  permissionFlags: [],
  exitCodes: [],
  examples: [
    { text: "The flags of send", line: "sluice help send" },
    { text: "The flags of a service", line: "sluice help serve echo" },
    { text: "The meaning of exit codes", line: `sluice help ${EXIT_CODES}` },
  ],
  async run({ positionals: [topic, part] }, { terminal, commands }) {
    const { exitCodesHelp, helpAmong, programHelp } = await import("../lib/cli/help.ts");
    if (topic === undefined) {
      await terminal.print(programHelp(await commands()));
    } else if (topic === EXIT_CODES && part === undefined) {
      await terminal.print(exitCodesHelp());
    } else {
      const { findCommand } = await import("../lib/cli/find_command.ts");
      const command = findCommand(topic, await commands(), [EXIT_CODES]);
      if (part !== undefined && command.parts === undefined) {
        throw (await import("../lib/cli/unknown_part.ts")).unknownPart(part, command, []);
      }
      await terminal.print(await helpAmong(part === undefined ? [] : [part], command));
    }
    return 0;
  },
};
