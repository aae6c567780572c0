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
  summary: "refuse (default), skip, rename, overwrite or update",
  details:
    "What to do if a name already exists. update replaces a file that is older or of another size. On a terminal you are asked instead of the default.",
};

/** The flag for files that many clients send: phones call every picture image.jpg. */
export const ifStoredExistsFlag: Flag = {
  ...ifExistsFlag,
  default: "rename",
  summary: "rename (default), refuse, skip, overwrite or update",
  details:
    "What to do if a name already exists. rename stores a.jpg as a (1).jpg. update replaces a file that is older or of another size.",
};

/** The flag for one output file, with the policies that make sense for it. */
export function ifOutputExistsFlag(policies: readonly IfExists[], output: string): Flag {
  const others = policies.filter((policy) => policy !== "refuse");
  const choices = `${others.slice(0, -1).join(", ")} or ${others.at(-1)}`;
  return {
    ...ifExistsFlag,
    choices: policies,
    summary: `refuse (default), ${choices}`,
    details: `What to do if the ${output} already exists.`,
  };
}

/** The value of the flag; undefined without it. */
export function givenIfExists(args: ParsedArguments): IfExists | undefined {
  return args.value("if-exists") as IfExists | undefined;
}
