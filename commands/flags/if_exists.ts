/** `--if-exists`, for commands that store files. @module */

import type { Flag, ParsedArguments } from "../../lib/cli/command.ts";
import { IF_EXISTS, type IfExists } from "../../lib/file/if_exists.ts";

/** The policies for content whose time is not known. */
export const UNTIMED: readonly IfExists[] = ["refuse", "skip", "rename", "overwrite"];
/** The policies for a file that is written while the command runs. */
export const UNFETCHED: readonly IfExists[] = ["refuse", "rename", "overwrite"];

/** What to do about names that exist. */
export const ifExistsFlag: Flag = {
  name: "if-exists",
  value: "choice",
  choices: IF_EXISTS,
  placeholder: "HOW",
  default: "refuse",
  summary: "what to do with names that exist; update: replace if newer or of another size",
};

/** The flag for one output file: the policies that make sense for it. */
export function ifOutputExistsFlag(policies: readonly IfExists[], output: string): Flag {
  return { ...ifExistsFlag, choices: policies, summary: `what to do if the ${output} exists` };
}

/** The value of the flag; undefined without it. */
export function givenIfExists(args: ParsedArguments): IfExists | undefined {
  return args.value("if-exists") as IfExists | undefined;
}
