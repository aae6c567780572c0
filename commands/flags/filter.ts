/** `--allow-from` and `--deny-from`. @module */

import type { Flag, ParsedArguments } from "../../lib/cli/command.ts";
import { CallerError } from "../../lib/errors.ts";
import type { Address } from "../../lib/socket/address.ts";
import { AddressFilter, type AddressRules } from "../../lib/socket/address_filter.ts";

const FORMS = "An address or a network, such as 10.0.0.0/8 or fd00::/8.";

/** Which peers a listener serves. */
export const filterFlags: readonly Flag[] = [
  {
    name: "allow-from",
    value: "string",
    placeholder: "CIDR",
    repeatable: true,
    summary: "serve only peers in this network",
    details: `${FORMS} Other peers are disconnected before a byte is read or sent.`,
  },
  {
    name: "deny-from",
    value: "string",
    placeholder: "CIDR",
    repeatable: true,
    summary: "serve no peers in this network",
    details: `${FORMS} Takes precedence over --allow-from.`,
  },
];

/**
 * Reads the flags.
 *
 * @returns undefined if neither is given.
 * @throws {CallerError} code `usage` if a network is invalid, or an address is that of a Unix socket.
 */
export function addressRules(
  args: ParsedArguments,
  addresses: readonly Address[],
): AddressRules | undefined {
  const allow = args.values("allow-from");
  // A listener at [::] takes connections of IPv4 as well, and the runtime has no IPV6_V6ONLY.
  const isIPv6Only = addresses.some((address) => "family" in address && address.family === 6);
  const deny = [...args.values("deny-from"), ...isIPv6Only ? ["0.0.0.0/0"] : []];
  if (allow.length === 0 && deny.length === 0) return undefined;
  if (addresses.some(({ scheme }) => scheme === "unix")) {
    const flag = allow.length > 0 ? "allow" : "deny";
    throw new CallerError("usage", `--${flag}-from does not work with Unix sockets`);
  }
  const rules = { ...allow.length > 0 && { allow: [...allow] }, deny: [...deny] };
  new AddressFilter(rules);
  return rules;
}
