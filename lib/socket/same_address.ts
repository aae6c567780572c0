/** Whether two texts are one address. @module */

import { parseAddress } from "./address.ts";
import { ipBytes } from "../text/ip_bytes.ts";

/**
 * Compares two addresses as {@linkcode formatAddress} prints them. An IPv4 address equals itself mapped into
 * IPv6. Zones are compared only where both addresses have one: the runtime reports senders without theirs.
 *
 * ```ts
 * import { sameAddress } from "./same_address.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(sameAddress("udp://[fe80::77%eth0]:53", "udp://[fe80::77]:53"), true);
 * assertEquals(sameAddress("udp://[::1]:53", "udp://[::1]:54"), false);
 * ```
 */
export function sameAddress(one: string, other: string): boolean {
  if (one === other) return true;
  // Paths of Unix sockets for datagrams.
  if (one.startsWith("unixdgram:") || other.startsWith("unixdgram:")) return false;
  const [a, b] = [parseAddress(one), parseAddress(other)];
  if (a.scheme === "unix" || b.scheme === "unix") return false;
  return a.scheme === b.scheme && a.port === b.port && sameHost(a.host, b.host);
}

function sameHost(one: string, other: string): boolean {
  const [zone, otherZone] = [one, other].map((host) => host.split("%")[1]);
  if (zone !== undefined && otherZone !== undefined && zone !== otherZone) return false;
  const [bytes, otherBytes] = [ipBytes(one), ipBytes(other)];
  if (bytes === undefined || otherBytes === undefined) return one === other;
  return bytes.join() === otherBytes.join();
}
