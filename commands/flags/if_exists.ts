/** `--if-exists`, for the commands that store something. @module */

import type { Flag, ParsedArguments } from "../../lib/cli/command.ts";
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

/** What the flag says; undefined where it was not given. */
export function givenIfExists(args: ParsedArguments): IfExists | undefined {
  return args.value("if-exists") as IfExists | undefined;
}
