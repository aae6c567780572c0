/** A name's addresses, as the system knows them. @module */

import { isIPv6 } from "./address.ts";

/**
 * The addresses of a host, both families, in the system's order (RFC 6724). An address is its own.
 *
 * @throws an `Error` with the code `ENOTFOUND` where the name is unknown.
 */
export async function resolveHost(host: string): Promise<string[]> {
  if (isAddress(host)) return [host];
  // Loaded when first needed: it costs start-up time.
  const { lookup } = await import("node:dns/promises");
  const found = await lookup(host, { all: true, verbatim: true });
  return [...new Set(found.map(({ address }) => address))];
}

/** Whether a host is an address rather than a name. */
export function isAddress(host: string): boolean {
  return isIPv6(host) || /^\d{1,3}(\.\d{1,3}){3}$/.test(host);
}
