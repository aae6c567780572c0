/** Restricts addresses to one IP family. @module */

import { CallerError, ConnectionError } from "../errors.ts";
import type { Address } from "./address.ts";
import { isIPv6 } from "./is_ipv6.ts";
import { isAddress, isLocalhost, resolveHost } from "./resolve.ts";

type HostAddress = Exclude<Address, { scheme: "unix" }>;

/** The hosts that an address without one gets, and those of the other family. */
const SAME_IN: Readonly<Record<4 | 6, Readonly<Record<string, string>>>> = {
  4: { "::": "0.0.0.0", "::1": "127.0.0.1" },
  6: { "0.0.0.0": "::", "127.0.0.1": "::1" },
};

/**
 * Restricts an address to a family.
 *
 * @param text The text of the address. A host that does not stand in it is replaced by that of the family.
 * @throws {CallerError} code `usage` if the host is an address of the other family, or the address is the path
 * of a Unix socket.
 */
export function ofFamily(address: Address, family: 4 | 6, text: string): Address {
  const refuse = (why: string) => new CallerError("usage", `-${family} ${why}`);
  if (address.scheme === "unix") throw refuse("does not work with Unix sockets");
  const { host } = address;
  if (!isAddress(host) || isIPv6(host) === (family === 6)) return { ...address, family };
  const other = text.includes(host) ? undefined : SAME_IN[family][host];
  if (other !== undefined) return { ...address, host: other, family };
  throw refuse(`needs an IPv${family} address or a name, not ${host}`);
}

/**
 * Resolves to the addresses of a host that are of the family of its address, or to all if it has none.
 *
 * @throws {ConnectionError} code `unavailable`, reason `name_unknown` if there is none.
 */
export async function hostsOf(
  { host, family }: HostAddress,
  lookup: (host: string) => Promise<string[]> = resolveHost,
): Promise<string[]> {
  const hosts = await lookup(host);
  if (family === undefined) return hosts;
  const own = hosts.filter((each) => isIPv6(each) === (family === 6));
  if (own.length > 0) return own;
  // Hosts files often have one of its two addresses, which are fixed (RFC 6761, section 6.3).
  if (isLocalhost(host)) return [family === 4 ? "127.0.0.1" : "::1"];
  throw new ConnectionError(
    "unavailable",
    `${JSON.stringify(host)} has no IPv${family} address; omit -${family} to use the others`,
    { reason: "name_unknown" },
  );
}
