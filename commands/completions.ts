/** `sluice completions`. @module */

import type { Command, ParsedArguments } from "../lib/cli/command.ts";
import { CallerError } from "../lib/errors.ts";

/**
 * A copy of the list in `lib/cli/completions.ts`, which is loaded only when needed; a test compares
 * the two.
 */
const SHELLS = ["bash", "zsh", "fish"];

/** The programs that the script completes. */
const PROGRAMS = ["sluice", "sluice-run"];

/** Prints a completion script. */
export const completions: Command<ParsedArguments> = {
  name: "completions",
  group: "Shell",
  summary: "Print a completion script for bash, zsh or fish",
  description:
    `The script completes commands, services, flags, their values, network interfaces, and names of files and \
folders where they are arguments. For sluice receive it completes the number of a code by asking the network \
for senders, and its words. It goes to standard output; the shell reads it from there, or from a file that \
it loads:

  bash  ~/.local/share/bash-completion/completions/sluice
  zsh   _sluice, in a folder of $fpath
  fish  ~/.config/fish/completions/sluice.fish

It completes sluice and sluice-run. bash and fish choose the file by the name of the program, so they need a \
second one for sluice-run, which --for prints:

  bash  ~/.local/share/bash-completion/completions/sluice-run
  fish  ~/.config/fish/completions/sluice-run.fish`,
  usage: ["completions bash|zsh|fish [--for NAME]"],
  flags: [{
    name: "for",
    value: "string",
    placeholder: "NAME",
    summary: "complete the program of this name only",
    details: "Such as sluice-run, or another name that you have given to sluice.",
  }],
  positionals: [{ name: "SHELL", summary: "bash, zsh or fish", min: 1, choices: SHELLS }],
  common: [],
  usesTable: true,
  permissions: [],
  permissionFlags: [],
  exitCodes: [],
  examples: [
    { text: "In this bash", line: "source <(sluice completions bash)" },
    {
      text: "In every fish",
      line: "sluice completions fish > ~/.config/fish/completions/sluice.fish",
    },
    {
      text: "The same for sluice-run",
      line: "sluice completions fish --for sluice-run > sluice-run.fish",
    },
  ],
  async run(args, { terminal, commands }) {
    const [shell = ""] = args.positionals;
    if (!SHELLS.includes(shell)) throw await unknownShell(shell);
    const program = args.value("for");
    if (program !== undefined && !/^[\w.][\w.+-]*$/.test(program)) {
      const text = `--for needs the name of a program, not ${JSON.stringify(program)}`;
      throw new CallerError("usage", text);
    }
    const { completionScript } = await import("../lib/cli/completions.ts");
    const programs = program === undefined ? PROGRAMS : [program];
    await terminal.print(await completionScript(shell, await commands(), programs));
    return 0;
  },
};

async function unknownShell(shell: string): Promise<CallerError> {
  const { escapeText } = await import("../lib/text/escape.ts");
  const { nearest } = await import("../lib/cli/nearest.ts");
  const near = nearest(shell, SHELLS);
  const hint = near === undefined ? `use ${SHELLS.join(", ")}` : `did you mean ${near}?`;
  return new CallerError("usage", `Unknown shell "${escapeText(shell)}"; ${hint}`);
}
