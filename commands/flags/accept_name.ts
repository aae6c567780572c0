/** `--accept-name`, for the commands that store what a peer sends. @module */

import type { Flag } from "../../lib/cli/command.ts";

/** Which names that other programs read or run are taken without a question. */
export const acceptNameFlag: Flag = {
  name: "accept-name",
  value: "string",
  placeholder: "NAME",
  repeatable: true,
  summary: "take NAME without asking although other programs read or run it: .git",
};
