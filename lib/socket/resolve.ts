/** A name's addresses, as the system knows them. @module */

import { isIPv6 } from "./address.ts";

const LOOPBACK = [{ address: "127.0.0.1" }, { address: "::1" }];

/**
 * The addresses of a host, both families, in the system's order (RFC 6724). An address is its own.
 *
 * @param lookup Asks the system; rejects with an error that has Node.js' code.
 * @throws an `Error` with the code `ENOTFOUND` where the name is unknown.
 */
export async function resolveHost(host: string, lookup = systemLookup): Promise<string[]> {
  if (isAddress(host)) return [host];
  const found = await lookup(host).catch((error) => {
    // A system without a hosts file may not know it; RFC 6761, section 6.3 says what it means.
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

/** Whether a name means this machine everywhere. */
export function isLocalhost(host: string): boolean {
  return /^(.+\.)?localhost\.?$/i.test(host);
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

/** Whether the runtime's text says that a name is unknown: it has no code of its own for it (11001: WSAHOST_NOT_FOUND, 11002, 11004). */
export function isUnknownName(text: string): boolean {
  return /lookup address|\(os error 1100[124]\)/.test(text);
}
