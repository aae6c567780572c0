/** `sluice exec`. @module */

import type { Command, Context, ParsedArguments } from "../../lib/cli/command.ts";
import { DEFAULT_EXEC_PORT } from "../../lib/limits.ts";
import { codeFlag } from "../flags/code.ts";
import { secretFlags } from "../flags/secret.ts";

/** Runs a command on another machine. */
export const exec: Command<ParsedArguments> = {
  name: "exec",
  summary: "Run a command on another machine that allows it",
  description: `Asks a machine where "sluice-run serve exec" waits to run a command, and passes on \
what it writes to its standard output and error, and its exit status; 128 + n where signal n ended it. \
The words are given to the command as they are: there is no shell at the other end.

Both sides have a secret, or a code that the other side shows is entered here. What can be seen on \
the way is how many bytes pass, and when.

The command is ended when this program is, whatever the reason.`,
  usage: ["exec HOST[:PORT] [CODE] -- CMD [ARG]..."],
  positionals: [
    {
      name: "HOST",
      summary: `the machine, and its port if it is not ${DEFAULT_EXEC_PORT}`,
      min: 1,
      value: "address",
    },
    {
      name: "CODE",
      summary: "the code that the other machine shows; asked for if there is no secret",
    },
    { name: "CMD", summary: "the command and its words; those with a dash after --", max: 256 },
  ],
  passthrough: true,
  flags: [
    ...secretFlags,
    codeFlag,
    { name: "stdin", summary: "let the command read standard input" },
    {
      name: "env",
      value: "string",
      placeholder: "NAME=VALUE",
      repeatable: true,
      summary: "set a variable that the other side accepts",
    },
    {
      name: "timeout",
      value: "duration",
      placeholder: "DURATION",
      summary: "have the command ended after this time, with exit code 124",
    },
    { name: "insecure-loopback", summary: "no secret, no encryption: on this machine only" },
    { name: "classic", summary: "speak the exchange of the well-known exercise instead" },
  ],
  common: ["json", "quiet", "no-color"],
  permissions: ["net", "read", "env"],
  permissionFlags: ["--allow-net=HOST:PORT", "--allow-read=FILE", "--allow-env=SLUICE_SECRET"],
  examples: [
    {
      text: "Ask what system runs there:",
      line: "sluice exec 192.0.2.8 --secret-file key -- uname -a",
    },
    { text: "Give it something to read:", line: "sluice exec 192.0.2.8 --stdin -- sort -u" },
    {
      text: "Ask a server of the well-known exercise:",
      line: "sluice exec --classic 127.0.0.1:21567 date",
    },
  ],
  run: (args, context) => runExec(args, context),
};

async function runExec(args: ParsedArguments, context: Context): Promise<number> {
  const { runRemote } = await import("./run.ts");
  return await runRemote(args, context);
}
