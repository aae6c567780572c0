/** The flags of commands that speak LocalSend: loads nothing else, for a quick start. @module */

import type { Flag } from "../../lib/cli/command.ts";

/** The name that other devices show. */
export const aliasFlag: Flag = {
  name: "alias",
  value: "string",
  placeholder: "NAME",
  summary: "with --localsend: name shown to other devices",
  details: "Without it, the name of this machine.",
};

/** The PIN that the receiver's user tells the sender's. */
export const pinFlag: Flag = {
  name: "pin",
  value: "string",
  placeholder: "PIN",
  summary: "with --localsend: PIN that the sender must enter",
};

/** The PIN that a device asks the sender for. */
export const receiverPinFlag: Flag = {
  name: "pin",
  value: "string",
  placeholder: "PIN",
  summary: "with --localsend: PIN that the device asks for",
  details: "Without it, the PIN is asked for on the terminal.",
};
