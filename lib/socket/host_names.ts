/** Looks up addresses of names, and names of addresses, with a time limit. @module */

import { deadline } from "../async.ts";
import { ConnectionError } from "../errors.ts";
import { FQDN_TIMEOUT, LOOKUP_TIMEOUT } from "../limits.ts";
import { interleaved } from "./happy_eyeballs.ts";
import { asPermission, isAddress, resolveHost, unknownName } from "./resolve.ts";

/** Options of {@linkcode addressesOf}, {@linkcode reverse} and {@linkcode fqdn}. */
export interface HostNameOptions {
  /** Milliseconds to wait. {@linkcode FQDN_TIMEOUT} for {@linkcode fqdn}. @default {LOOKUP_TIMEOUT} */
  timeout?: number;
  /** Ends the look-up with its reason. */
  signal?: AbortSignal;
  /** Looks up the addresses of a name. @default {resolveHost} */
  lookup?: (host: string) => Promise<string[]>;
  /** Looks up the name of an address. Rejects if it has none. The system's resolver if absent. */
  reverse?: (address: string) => Promise<string>;
}

/** Names without a domain, names that every machine has, and names made of the address. */
const NOT_FULL = /^(localhost|ip6-localhost|ip6-loopback)(\.|$)|\.arpa\.?$|^[^.]*\.?$/i;

/**
 * Resolves to the addresses of a host, of both families, in the order in which `dial` tries them
 * (RFC 8305): Python's `getaddrinfo`. An address resolves to itself.
 *
 * @throws {ConnectionError} code `unavailable`, reason `name_unknown` or `no_answer`.
 *
 * @example Usage
 * ```ts
 * import { addressesOf } from "./host_names.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(await addressesOf("192.0.2.1"), ["192.0.2.1"]);
 * ```
 */
export async function addressesOf(host: string, options: HostNameOptions = {}): Promise<string[]> {
  const { timeout = LOOKUP_TIMEOUT, signal, lookup = resolveHost } = options;
  try {
    return interleaved(await deadline(lookup(host), timeout, signal));
  } catch (cause) {
    throw unknown(host, unknownName(host), cause, options);
  }
}

/**
 * Resolves to the name of an address, as the system knows it: Python's `gethostbyaddr`.
 *
 * @throws {ConnectionError} code `unavailable`, reason `name_unknown` or `no_answer`.
 *
 * @example Usage
 * ```ts
 * import { reverse } from "./host_names.ts";
 * import { assertEquals } from "@std/assert";
 * const options = { reverse: async () => "ada.example" };
 * assertEquals(await reverse("192.0.2.1", options), "ada.example");
 * ```
 */
export async function reverse(address: string, options: HostNameOptions = {}): Promise<string> {
  const { timeout = LOOKUP_TIMEOUT, signal, reverse: ask = systemReverse } = options;
  try {
    return await deadline(ask(address), timeout, signal);
  } catch (cause) {
    throw unknown(address, `No host name of ${address} is known`, cause, options);
  }
}

/**
 * Resolves to the fully qualified name of a machine: Python's `getfqdn`, with a time limit, and without
 * `localhost`, `ip6-localhost` and names in `.arpa`.
 *
 * @throws {ConnectionError} code `unavailable`, reason `name_unknown` or `no_answer`.
 *
 * @example Usage
 * ```ts
 * import { fqdn } from "./host_names.ts";
 * import { assertEquals } from "@std/assert";
 * const options = { lookup: async () => ["192.0.2.1"], reverse: async () => "ada.example" };
 * assertEquals(await fqdn("ada", options), "ada.example");
 * ```
 */
export async function fqdn(host: string, options: HostNameOptions = {}): Promise<string> {
  const { timeout = FQDN_TIMEOUT, signal } = options;
  const { lookup = resolveHost, reverse: ask = systemReverse } = options;
  const refused = new Set<string>();
  const search = async () => {
    const addresses = await lookup(host);
    if (!isAddress(host) && !NOT_FULL.test(host)) return host;
    for (const address of addresses) {
      const name = await ask(address).catch((error) => {
        if (error instanceof Deno.errors.NotCapable) throw error;
      });
      if (name === undefined) continue;
      if (!NOT_FULL.test(name)) return name;
      refused.add(name);
    }
  };
  let name: string | undefined;
  try {
    name = await deadline(search(), timeout, signal);
  } catch (cause) {
    throw unknown(host, unknownName(host), cause, { ...options, timeout });
  }
  if (name !== undefined) return name.replace(/\.$/, "");
  const others = refused.size > 0 ? `, only ${[...refused].join(", ")}` : "";
  throw unknown(host, `No full name of ${host} is known${others}`, undefined, options);
}

/** Asks the system's resolver, hosts(5) included. */
async function systemReverse(address: string): Promise<string> {
  // Loaded when first needed: it costs start-up time.
  const { lookupService } = await import("node:dns/promises");
  const found = await lookupService(address, 0).catch((error) =>
    Promise.reject(asPermission(error, address))
  );
  return found.hostname;
}

/** The error to throw for an error of a resolver. */
function unknown(
  what: string,
  why: string,
  cause: unknown,
  { timeout = LOOKUP_TIMEOUT, signal }: HostNameOptions,
): unknown {
  if (signal?.aborted) return signal.reason;
  if (cause instanceof Deno.errors.NotCapable) return cause;
  const isLate = cause instanceof DOMException && cause.name === "TimeoutError";
  const text = isLate
    ? `No answer about ${what} within ${timeout / 1000} s; does the name server respond?`
    : why;
  const reason = isLate ? "no_answer" : "name_unknown";
  return new ConnectionError("unavailable", text, { cause, reason });
}
