/** `--if-exists`, for the commands that store something. @module */

import type { Flag, ParsedArguments } from "../../lib/cli/command.ts";
import type { Terminal } from "../../lib/terminal/terminal.ts";
import type { IfExists } from "../../lib/file/if_exists.ts";

/** What becomes of names that exist. */
export const ifExistsFlag: Flag = {
  name: "if-exists",
  value: "choice",
  choices: ["refuse", "skip", "rename", "overwrite", "update"] satisfies IfExists[],
  placeholder: "HOW",
  default: "refuse",
  summary: "what to do with names that exist; update: replace if newer or of another size",
};

/** What the flag says, or its default. */
export function ifExistsOf(args: ParsedArguments): IfExists {
  return (args.value("if-exists") ?? "refuse") as IfExists;
}

/** Whether the user of `receive` is asked about names that exist: the flag says nothing, and a terminal is there. */
export function mayAskIfExists(
  args: ParsedArguments,
  { interactive }: Pick<Terminal, "interactive">,
): boolean {
  return interactive && args.value("if-exists") === undefined && !args.has("yes") &&
    !args.has("stdout");
}
