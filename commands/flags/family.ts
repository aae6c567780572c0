/** `-4` and `-6`. @module */

import type { Flag, ParsedArguments } from "../../lib/cli/command.ts";
import { CallerError } from "../../lib/errors.ts";

/** Which IP family is used. */
export const familyFlags: readonly Flag[] = [
  { name: "ipv4", short: "4", summary: "use IPv4 only" },
  { name: "ipv6", short: "6", summary: "use IPv6 only" },
];

/** Reads the flags, as an option of `parseTypedAddress`. @throws {CallerError} if both are given. */
export function familyOf(args: ParsedArguments): { family?: 4 | 6 } {
  if (args.has("ipv4") && args.has("ipv6")) {
    throw new CallerError("usage", "-4 and -6 exclude each other");
  }
  return args.has("ipv4") ? { family: 4 } : args.has("ipv6") ? { family: 6 } : {};
}
