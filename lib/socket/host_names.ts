/** Names of machines and their addresses, either way, each with a deadline. @module */

import { deadline } from "../async.ts";
import { ConnectionError } from "../errors.ts";
import { FQDN_TIMEOUT, LOOKUP_TIMEOUT } from "../limits.ts";
import { interleaved } from "./happy_eyeballs.ts";
import { asPermission, isAddress, resolveHost } from "./resolve.ts";

/** Options of {@linkcode addressesOf}, {@linkcode reverse} and {@linkcode fqdn}. */
export interface HostNameOptions {
  /** Milliseconds to wait. Default {@linkcode LOOKUP_TIMEOUT}; for a full name {@linkcode FQDN_TIMEOUT}. */
  timeout?: number;
  /** Gives up. */
  signal?: AbortSignal;
  /** From a name to its addresses. Default: the system's resolver. */
  lookup?: (host: string) => Promise<string[]>;
  /** From an address to its name; rejects where it has none. Default: the system's resolver. */
  reverse?: (address: string) => Promise<string>;
}

/** Names that are no machine's own: every machine has them, or they are the address once more. */
const NOT_FULL = /^(localhost|ip6-localhost|ip6-loopback)(\.|$)|\.arpa\.?$|^[^.]*\.?$/i;

/**
 * The addresses of a host, both families, in the order in which `dial` tries them (RFC 8305): Python's
 * `getaddrinfo`. An address is its own.
 *
 * @throws {ConnectionError} `unavailable`, reason `name_unknown` or `no_answer`.
 */
export async function addressesOf(host: string, options: HostNameOptions = {}): Promise<string[]> {
  const { timeout = LOOKUP_TIMEOUT, signal, lookup = resolveHost } = options;
  try {
    return interleaved(await deadline(lookup(host), timeout, signal));
  } catch (cause) {
    throw unknown(host, "no machine of that name is known", cause, options);
  }
}

/**
 * The name of an address, as the system knows it: Python's `gethostbyaddr`.
 *
 * @throws {ConnectionError} `unavailable`, reason `name_unknown` or `no_answer`.
 */
export async function reverse(address: string, options: HostNameOptions = {}): Promise<string> {
  const { timeout = LOOKUP_TIMEOUT, signal, reverse: ask = systemReverse } = options;
  try {
    return await deadline(ask(address), timeout, signal);
  } catch (cause) {
    throw unknown(address, "no name of it is known", cause, options);
  }
}

/**
 * The full name of a machine, with its domain: Python's `getfqdn`, with a deadline of its own, and
 * without the answers that are none: `localhost`, `ip6-localhost`, anything in `.arpa`.
 *
 * @throws {ConnectionError} `unavailable`, reason `name_unknown` or `no_answer`.
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
    throw unknown(host, "no machine of that name is known", cause, { ...options, timeout });
  }
  if (name !== undefined) return name.replace(/\.$/, "");
  const others = refused.size > 0 ? `, only ${[...refused].join(", ")}` : "";
  throw unknown(host, `no full name of it is known${others}`, undefined, options);
}

/** Through the system's resolver, hosts(5) included. */
async function systemReverse(address: string): Promise<string> {
  // Loaded when first needed: it costs start-up time.
  const { lookupService } = await import("node:dns/promises");
  const found = await lookupService(address, 0).catch((error) =>
    Promise.reject(asPermission(error, address))
  );
  return found.hostname;
}

/** What to throw for what a resolver threw. */
function unknown(
  what: string,
  why: string,
  cause: unknown,
  { timeout = LOOKUP_TIMEOUT, signal }: HostNameOptions,
): unknown {
  if (signal?.aborted) return signal.reason;
  if (cause instanceof Deno.errors.NotCapable) return cause;
  const isLate = cause instanceof DOMException && cause.name === "TimeoutError";
  const text = isLate ? `no answer within ${timeout / 1000} s` : why;
  const reason = isLate ? "no_answer" : "name_unknown";
  return new ConnectionError("unavailable", `look up ${what}: ${text}`, { cause, reason });
}
