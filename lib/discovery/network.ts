/** Addresses of networks that this machine is on. @module */

import { ipBytes } from "../text/ip_bytes.ts";
import { isInNetwork, isInRange } from "../socket/ip_range.ts";

/** One address of one interface. */
export interface Network {
  /** The interface's name: `eth0`. */
  name: string;
  /** The IP family. */
  family: "IPv4" | "IPv6";
  /** This machine's address there, without a zone. */
  address: string;
  /** Length of the network prefix in bits. */
  prefix: number;
}

/** The broadcast address of an IPv4 network; undefined if there is none (IPv6, /31, /32). */
export function broadcastOf({ family, address, prefix }: Network): string | undefined {
  if (family !== "IPv4" || prefix > 30) return undefined;
  const hostBits = (i: number) => 0xff >> Math.max(0, Math.min(8, prefix - i * 8));
  return ipBytes(address)!.map((byte, i) => byte | hostBits(i)).join(".");
}

/**
 * Whether an address belongs to a network of this machine. Datagrams from elsewhere are ignored: their
 * sender's address may be forged, so that an answer would go to a third party.
 */
export function isOnLink(address: string, networks: readonly Network[]): boolean {
  return networks.some((network) => isInNetwork(address, network.address, network.prefix));
}

/** The networks that a link-local IPv6 address may belong to; none for any other address. */
export function linksOf(address: string, networks: readonly Network[]): Network[] {
  if (!address.includes(":") || !isInRange(address, "linkLocal")) return [];
  return networks.filter(({ family }) => family === "IPv6");
}
