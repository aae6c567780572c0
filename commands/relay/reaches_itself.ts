/** Whether a relay would connect to itself. @module */

import { basename, dirname, join, resolve } from "node:path";
import { type Address, formatAddress } from "../../lib/socket/address.ts";
import { resolveHost } from "../../lib/socket/resolve.ts";
import { sameAddress } from "../../lib/socket/same_address.ts";
import { isAbstract } from "../../lib/socket/unix_sockets.ts";
import { isUnspecified } from "../../lib/socket/unspecified.ts";

/**
 * Whether the target is where the relay listens: each connection would make another, without end.
 *
 * @param hosts The addresses of the target's host.
 */
export async function reachesItself(
  from: Address,
  to: Address,
  hosts: readonly string[],
): Promise<boolean> {
  if (from.scheme === "unix" || to.scheme === "unix") {
    return from.scheme === to.scheme &&
      realPath((from as { path: string }).path) === realPath((to as { path: string }).path);
  }
  if (from.port !== to.port) return false;
  // Connecting to the unspecified address reaches this machine.
  const targets = hosts.map((host) => isUnspecified(host) ? "127.0.0.1" : host);
  if (isUnspecified(from.host)) return targets.some(isOfThisMachine);
  const own = await resolveHost(from.host).catch(() => [from.host]);
  const address = (host: string) => formatAddress({ scheme: "tcp", host, port: 1 });
  return own.some((one) => targets.some((other) => sameAddress(address(one), address(other))));
}

/** A socket that does not exist yet has a real path as well: that of its folder. */
function realPath(path: string): string {
  if (isAbstract(path)) return path;
  const whole = resolve(path);
  try {
    return join(Deno.realPathSync(dirname(whole)), basename(whole));
  } catch {
    return whole;
  }
}

/** Only addresses of this machine can be bound. That needs no right to list its interfaces. */
function isOfThisMachine(host: string): boolean {
  try {
    Deno.listen({ hostname: host, port: 0 }).close();
    return true;
  } catch {
    return false;
  }
}
