/** Looks up the addresses of a name in the system's resolver. @module */

import { isIPv6 } from "./is_ipv6.ts";

const LOOPBACK = [{ address: "127.0.0.1" }, { address: "::1" }];

/**
 * Resolves to the addresses of a host, of both families, in the system's order (RFC 6724). An address
 * resolves to itself.
 *
 * @param lookup Asks the system. Rejects with an error that has a code of Node.js.
 * @throws an `Error` with the code `ENOTFOUND` if the name is unknown.
 */
export async function resolveHost(host: string, lookup = systemLookup): Promise<string[]> {
  if (isAddress(host)) return [host];
  const found = await lookup(host).catch((error) => {
    // A system without a hosts file may not know it. Its addresses are fixed (RFC 6761, section 6.3).
    if (error.code !== "EPERM" && isLocalhost(host)) return LOOPBACK;
    throw asPermission(error, host);
  });
  return [...new Set(found.map(({ address }) => address))];
}

async function systemLookup(host: string): Promise<{ address: string }[]> {
  // Loaded when first needed: it costs start-up time.
  const { lookup } = await import("node:dns/promises");
  return await lookup(host, { all: true, verbatim: true });
}

/** Whether a name is reserved for this machine (RFC 6761, section 6.3). */
export function isLocalhost(host: string): boolean {
  return /^(.+\.)?localhost\.?$/i.test(host);
}

/** Turns EPERM of Node.js, which is a missing permission and no answer of a name server, into NotCapable. */
export function asPermission(error: unknown, host: string): unknown {
  if ((error as { code?: unknown }).code !== "EPERM") return error;
  return new Deno.errors.NotCapable(`Requires net access to "${host}"`);
}

/** The host in a formatted address, without brackets, or in a host alone. */
export function hostIn(shown: string): string {
  return shown.replace(/^\w+:\/\//, "").replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
}

/** What is wrong with a link-local address of IPv6 without a zone. */
export const NEEDS_ZONE = "a link-local address needs its interface, as in [fe80::1%eth0]";

/** The message for a host name that has no address. */
export function unknownName(host: string): string {
  const [, zone] = host.split("%");
  if (zone !== undefined && isIPv6(host)) {
    const rule = "a zone is an interface of this machine, for link-local addresses";
    return `Zone ${JSON.stringify(zone)} of ${host} cannot be used; ${rule}`;
  }
  return `${JSON.stringify(host)} is not a known host name; check its spelling`;
}

/** Whether a host is an address rather than a name. */
export function isAddress(host: string): boolean {
  return isIPv6(host) || /^\d{1,3}(\.\d{1,3}){3}$/.test(host);
}

/** Whether the runtime's text says that a name is unknown, for which it has no code (11001: WSAHOST_NOT_FOUND). */
export function isUnknownName(text: string): boolean {
  return /lookup address|\(os error 1100[124]\)/.test(text);
}
