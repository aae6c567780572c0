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
  const found = await lookup(host, { all: true, verbatim: true }).catch((error) =>
    Promise.reject(asPermission(error, host))
  );
  return [...new Set(found.map(({ address }) => address))];
}

/** What Node.js calls EPERM is the runtime's refusal, and no answer of a name server. */
export function asPermission(error: unknown, host: string): unknown {
  if ((error as { code?: unknown }).code !== "EPERM") return error;
  return new Deno.errors.NotCapable(`Requires net access to "${host}"`);
}

/** Whether a host is an address rather than a name. */
export function isAddress(host: string): boolean {
  return isIPv6(host) || /^\d{1,3}(\.\d{1,3}){3}$/.test(host);
}
