/** `--names`, for commands that store files under a peer's names. @module */

import type { Flag } from "../../lib/cli/command.ts";
import type { Names } from "../../lib/file/staging/stored_name.ts";

/** What to do about names that the file system cannot hold. */
export const namesFlag: Flag = {
  name: "names",
  value: "choice",
  choices: ["keep", "adapt"] satisfies Names[],
  placeholder: "HOW",
  summary: "names the disk cannot hold: keep (fail) or adapt",
  details: "The default is adapt on Windows, and keep elsewhere.",
};
