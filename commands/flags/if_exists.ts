/** `--if-exists`, for commands that store files. @module */

import type { Flag, ParsedArguments } from "../../lib/cli/command.ts";
import type { IfExists } from "../../lib/file/if_exists.ts";

/** What to do about names that exist. */
export const ifExistsFlag: Flag = {
  name: "if-exists",
  value: "choice",
  choices: ["refuse", "skip", "rename", "overwrite", "update"] satisfies IfExists[],
  placeholder: "HOW",
  default: "refuse",
  summary: "refuse (default), skip, rename, overwrite or update",
  details:
    "What to do if a name already exists. update replaces a file that is older or of another size. On a terminal you are asked instead of the default.",
};

/** The value of the flag; undefined without it. */
export function givenIfExists(args: ParsedArguments): IfExists | undefined {
  return args.value("if-exists") as IfExists | undefined;
}
