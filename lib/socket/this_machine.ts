/** The name and the addresses of this machine. @module */

/** One address of one interface. */
export interface OwnAddress {
  /** The interface: `lo`, `eth0`. */
  interface: string;
  /** The address, without a zone. */
  address: string;
  /** Length of the network prefix in bits. */
  prefix: number;
  /** The IP family. */
  family: "IPv4" | "IPv6";
}

/**
 * This machine's short name: Python's `gethostname`.
 *
 * ```ts
 * import { ownName } from "./this_machine.ts";
 * import { assert } from "@std/assert";
 * assert(ownName().length > 0);
 * ```
 */
export function ownName(): string {
  return Deno.hostname();
}

/**
 * The addresses of this machine, by interface, IPv4 first.
 *
 * ```ts
 * import { ownAddresses } from "./this_machine.ts";
 * for (const { interface: name, address, prefix } of ownAddresses()) {
 *   console.log(`${name}: ${address}/${prefix}`);
 * }
 * ```
 */
export function ownAddresses(): OwnAddress[] {
  const addresses = Deno.networkInterfaces().map((each): OwnAddress => ({
    interface: each.name,
    address: each.address,
    prefix: Number(each.cidr.split("/")[1]),
    family: each.family,
  }));
  const key = ({ interface: name, family }: OwnAddress) => `${name} ${family}`;
  return addresses.sort((a, b) => key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
}
