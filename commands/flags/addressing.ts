/** The flags by which `send` and `receive` find each other: one listens, the other dials. @module */

import type { Flag } from "../../lib/cli/command.ts";
import { DEFAULT_PORT } from "../../lib/limits.ts";

/** `--plain`, the same for both commands. */
export const plainFlag: Flag = {
  name: "plain",
  summary: "no code, no encryption; both sides must give it",
  details:
    "Needs an address. Every machine that reaches it can connect, and what is sent can be read and changed on the way.",
};

/** `--interface`, for commands that search the network. */
export const interfaceFlag: Flag = {
  name: "interface",
  value: "interface",
  placeholder: "NAME",
  summary: "search on this network interface only",
};

/** The flag of the dialling side: `--to`, `--from`. */
export function dialFlag(name: "to" | "from", peer: string): Flag {
  return {
    name,
    value: "address",
    placeholder: "HOST[:PORT]",
    summary: `connect to a ${peer} that waits with --listen`,
    details: `Without a port, ${DEFAULT_PORT}.`,
  };
}
