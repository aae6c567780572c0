/** The networks of this machine that discovery uses. @module */

import { interfaceNamed } from "../socket/interface_named.ts";
import { isInRange } from "../socket/ip_range.ts";
import type { Network } from "./network.ts";

/** Options of {@linkcode usableNetworks}. */
export interface UsableNetworksOptions {
  /** The only interface to use. All if absent. */
  name?: string | undefined;
}

/**
 * One entry for each IPv4 address, and for the link-local IPv6 address of each interface, from which the
 * link-local group is reached.
 *
 * @throws {CallerError} code `usage` if the named interface does not exist or has no address.
 * @throws {Deno.errors.NotCapable} if the permission to list the interfaces lacks (`--allow-sys`).
 */
export function usableNetworks(options: UsableNetworksOptions = {}): Network[] {
  const interfaces = Deno.networkInterfaces();
  if (options.name !== undefined) interfaceNamed(options.name, interfaces);
  return interfaces
    .filter(({ name }) => options.name === undefined || name === options.name)
    .map(({ name, family, address, cidr }) => ({
      name,
      family,
      address,
      prefix: Number(cidr.split("/")[1]),
    }))
    // No IPv6 multicast on the loopback interface: IPv4 finds programs of the same machine.
    .filter(({ family, address }) => family === "IPv4" || isInRange(address, "linkLocal"));
}

/** The addresses by which other machines can reach this one, as they are typed, the most usable first. */
export function reachableAddresses(): string[] {
  return Deno.networkInterfaces()
    .filter(({ address }) => address !== "::1" && !address.startsWith("127."))
    .map(({ name, address, family }) => ({
      text: family === "IPv6" && isInRange(address, "linkLocal") ? `${address}%${name}` : address,
      rank: family === "IPv4" ? 0 : isInRange(address, "linkLocal") ? 2 : 1,
    }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ text }) => text);
}
