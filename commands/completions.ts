/** `sluice completions`. @module */

import type { Command, ParsedArguments } from "../lib/cli/command.ts";
import { CallerError } from "../lib/errors.ts";

/**
 * A copy of the list in `lib/cli/completions.ts`, which is loaded only when needed; a test compares
 * the two.
 */
const SHELLS = ["bash", "zsh", "fish"];

/** Prints a completion script. */
export const completions: Command<ParsedArguments> = {
  name: "completions",
  group: "Shell",
  summary: "Print a completion script for bash, zsh or fish",
  description:
    `The script completes commands, flags, their values, and names of files and folders. It goes to standard \
output; the shell reads it from there, or from a file that it loads when it starts:

  bash  ~/.local/share/bash-completion/completions/sluice
  zsh   _sluice, in a folder of $fpath
  fish  ~/.config/fish/completions/sluice.fish`,
  usage: ["completions bash|zsh|fish"],
  flags: [],
  positionals: [{ name: "SHELL", summary: "bash, zsh or fish", min: 1, choices: SHELLS }],
  common: [],
  permissions: [],
  permissionFlags: [],
  exitCodes: [],
  examples: [
    { text: "In this bash", line: "source <(sluice completions bash)" },
    { text: "In every fish", line: "sluice completions fish > sluice.fish" },
  ],
  async run({ positionals: [shell = ""] }, { terminal, commands }) {
    if (!SHELLS.includes(shell)) throw await unknownShell(shell);
    const { COMPLETIONS } = await import("../lib/cli/completions.ts");
    await terminal.print(COMPLETIONS[shell]!(await commands()));
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
