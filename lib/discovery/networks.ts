/** Which networks to look for each other on. @module */

import { CallerError } from "../errors.ts";
import { isInRange } from "../socket/ip_range.ts";
import type { Network } from "./network.ts";

/** Options of {@linkcode usableNetworks}. */
export interface UsableNetworksOptions {
  /** Only this interface. Default: all. */
  name?: string;
}

/**
 * One entry for each interface and protocol: for IPv6 the link-local address, which the link-local
 * group is asked from; where an IPv4 interface has several addresses, each of them.
 *
 * @throws {CallerError} code `usage`: the interface that was named is not there, or has no address.
 * @throws {Deno.errors.NotCapable} without the right to see the interfaces (`--allow-sys`).
 */
export function usableNetworks(options: UsableNetworksOptions = {}): Network[] {
  const interfaces = Deno.networkInterfaces();
  const isNamed = ({ name }: { name: string }) =>
    options.name === undefined || name === options.name;
  if (options.name !== undefined && !interfaces.some(isNamed)) {
    const names = [...new Set(interfaces.map(({ name }) => name))].join(", ");
    throw new CallerError(
      "usage",
      `--interface ${options.name}: no such network interface with an address; there are: ${names}`,
    );
  }
  return interfaces
    .filter(isNamed)
    .map(({ name, family, address, cidr }) => ({
      name,
      family,
      address,
      prefix: Number(cidr.split("/")[1]),
    }))
    // IPv6 has no group on the loopback interface here; IPv4 finds programs of the same machine.
    .filter(({ family, address }) => family === "IPv4" || isInRange(address, "linkLocal"));
}

/** Every address of this machine that another one may reach it by, as a person would type it. */
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
