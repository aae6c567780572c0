/** Binds several addresses of a machine at one port. @module */

import { bindBoth, type BindBothOptions } from "./bind_both.ts";

/** Attempts at a port chosen by the system that is free at every address. */
const ATTEMPTS = 5;

/** What {@linkcode bindAll} has bound. */
export interface BoundAll<T> {
  /** The results of `bind`: one an address, or two for `::`. */
  bound: T[];
  /** The addresses. */
  hosts: string[];
}

/**
 * Binds every address, at one port. An address that this machine does not have, such as one of an interface
 * that has just gone down, is left out, unless no other remains.
 *
 * @throws what `bind` throws for an address that is in use or not allowed; nothing is bound then.
 */
export function bindAll<T extends { addr: Deno.Addr }>(
  { hosts, port }: { hosts: readonly string[]; port: number },
  options: BindBothOptions<T>,
): BoundAll<T> {
  for (let attempt = 1;; attempt++) {
    const all: BoundAll<T> = { bound: [], hosts: [] };
    let absent: unknown;
    try {
      for (const host of hosts) {
        const at = all.bound[0] === undefined ? port : (all.bound[0].addr as Deno.NetAddr).port;
        try {
          all.bound.push(...bindBoth({ host, port: at }, options));
          all.hosts.push(host);
        } catch (cause) {
          if (codeOf(cause) !== "EADDRNOTAVAIL") throw cause;
          absent ??= cause;
        }
      }
      if (all.bound.length === 0) throw absent;
      return all;
    } catch (cause) {
      for (const bound of all.bound) options.close(bound);
      // The first address may have been given a port that is in use at another one.
      const mayRetry = port === 0 && codeOf(cause) === "EADDRINUSE" && attempt < ATTEMPTS;
      if (!mayRetry) throw cause;
    }
  }
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown }).code;
}
