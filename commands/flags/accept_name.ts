/** `--accept-name`, for the commands that store what a peer sends. @module */

import type { Flag } from "../../lib/cli/command.ts";

/** Names to accept without a question although other programs read or run them. */
export const acceptNameFlag: Flag = {
  name: "accept-name",
  value: "string",
  placeholder: "NAME",
  repeatable: true,
  summary: "take NAME without asking although other programs read or run it: .git",
};
