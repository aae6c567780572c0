/** `sluice exec`. @module */

import type { Command, Context, ParsedArguments } from "../../lib/cli/command.ts";
import { DEFAULT_EXEC_PORT } from "../../lib/limits.ts";
import { codeFlag } from "../flags/code.ts";
import { secretFlags } from "../flags/secret.ts";
import { SECRET_VARIABLE } from "../flags/permissions.ts";

/** Runs a command on another machine. */
export const exec: Command<ParsedArguments> = {
  name: "exec",
  group: "Remote command",
  summary: "Run a command on another machine that allows it",
  description:
    `Asks a machine where "sluice-run serve exec" runs to run a command, and passes on its standard \
output, standard error and exit status; 128 + n if signal n ended it. The arguments are passed to the command \
unchanged: no shell is involved.

Both sides have a secret, or the code that the other side shows is entered here. An observer of the \
network sees how many bytes pass, and when.

The command is ended when this program ends, whatever the reason.`,
  usage: ["exec HOST[:PORT] [CODE] -- CMD [ARG...]"],
  positionals: [
    {
      name: "HOST",
      summary: `the machine; without a port, ${DEFAULT_EXEC_PORT}`,
      min: 1,
      value: "address",
    },
    { name: "CODE", summary: "the code that the other machine shows", value: "code" },
    { name: "CMD", summary: "the command and its arguments, after --", max: 256, value: "program" },
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
      summary: "set a variable, if the policy accepts it",
    },
    {
      name: "timeout",
      value: "duration",
      placeholder: "DURATION",
      summary: "end the command after this time, with exit code 124",
    },
    { name: "insecure-loopback", summary: "no secret, no encryption; on this machine only" },
    { name: "classic", summary: "use the protocol of the classic exercise" },
  ],
  common: ["json", "quiet", "no-color"],
  permissions: ["net", "read", "env"],
  permissionFlags: ["--allow-net=HOST:PORT"],
  permissionCases: [SECRET_VARIABLE, { when: "--secret-file FILE", flags: ["--allow-read=FILE"] }],
  exitCodes: [1, 65, 66, 68, 69, 75, 77, 79, 80, 83, 123, 124, 125, 126, 127],
  passesExitCode: true,
  examples: [
    {
      text: "Show the system there",
      line: "sluice exec 192.0.2.8 --secret-file key -- uname -a",
    },
    { text: "Pass standard input on", line: "sluice exec 192.0.2.8 --stdin -- sort -u" },
    {
      text: "Ask a classic server",
      line: "sluice exec --classic 127.0.0.1:21567 date",
    },
  ],
  run: (args, context) => runExec(args, context),
};

async function runExec(args: ParsedArguments, context: Context): Promise<number> {
  const { runRemote } = await import("./run.ts");
  return await runRemote(args, context);
}
