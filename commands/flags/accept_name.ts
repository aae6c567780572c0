/** `--accept-name`, for the commands that store what a peer sends. @module */

import type { Flag } from "../../lib/cli/command.ts";

/** Names to accept without a question although other programs read or run them. */
export const acceptNameFlag: Flag = {
  name: "accept-name",
  value: "string",
  placeholder: "NAME",
  repeatable: true,
  summary: "accept a name that other programs read or run: .git",
  details:
    "Such a name is stored only if you agree to it when asked, or if it is given here: .git, .ssh, .bashrc and the like.",
};
