/** `send --localsend`, whose value is a device. @module */

import type { Flag } from "../../lib/cli/command.ts";
import { PATH_ARGUMENT } from "./listen.ts";

/** `--localsend [NAME|ADDR]`. */
export const localSendTargetFlag: Flag = {
  name: "localsend",
  value: "string",
  placeholder: "NAME|ADDR",
  optionalValue: true,
  looksLikeValue: (word) => !PATH_ARGUMENT.test(word),
  summary: "send to a phone or computer with the LocalSend app",
  details:
    "NAME is the name that the device shows, or the start of it; ADDR is its IP address, HOST:PORT, or a host name \
with a dot, and then nothing is searched. Without it, the devices that are found are listed on the \
terminal. The next word is the device unless it is a path that exists or contains a slash; --localsend=NAME is \
always clear. http:// before an address is for a device whose encryption is off.",
};
