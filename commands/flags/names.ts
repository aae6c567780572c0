/** `--names`, for the commands that store what a peer names. @module */

import type { Flag } from "../../lib/cli/command.ts";
import { NAMES } from "../../lib/file/staging/stored_name.ts";

/** What becomes of names that the file system cannot hold. */
export const namesFlag: Flag = {
  name: "names",
  value: "choice",
  choices: [...NAMES],
  placeholder: "HOW",
  summary: "names this disk cannot hold: keep (fail) or adapt; adapt is Windows' default",
};
