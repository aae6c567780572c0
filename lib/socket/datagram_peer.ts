/** The peer of a client that sends datagrams. @module */

import { type Address, formatAddress } from "./address.ts";
import { type DatagramSocket, datagramSocket } from "./datagram.ts";
import { ipBytes } from "../text/ip_bytes.ts";
import { isInRange } from "./ip_range.ts";
import { notConnected } from "./not_connected.ts";
import { hostsOf } from "./one_family.ts";
import { resolveHost } from "./resolve.ts";
import { sameAddress } from "./same_address.ts";

/** A peer, under all addresses of its name. */
export interface DatagramPeer {
  /** The address before the look-up, for messages. */
  readonly shown: string;
  /** The addresses to send to, at least one, in the order to try them. */
  readonly addresses: readonly string[];
  /**
   * Whether an answer may come from this address: one of the peer's own, or any where the peer is a group,
   * whose members answer from their own addresses.
   */
  accepts(from: string): boolean;
  /** Binds a socket that reaches the addresses. */
  open(): DatagramSocket;
}

/**
 * Looks the addresses of a peer up.
 *
 * @param lookup Looks up a host's addresses. @default {resolveHost}
 * @throws {ConnectionError} code `unavailable`, reason `name_unknown`.
 *
 * @example Usage
 * ```ts
 * import { datagramPeer } from "./datagram_peer.ts";
 * import { assertEquals } from "@std/assert";
 * const peer = await datagramPeer({ scheme: "udp", host: "127.0.0.1", port: 53 });
 * assertEquals(peer.addresses, ["udp://127.0.0.1:53"]);
 * assertEquals(peer.accepts("udp://127.0.0.2:53"), false);
 * ```
 */
export async function datagramPeer(
  address: Exclude<Address, { scheme: "unix" }>,
  lookup: (host: string) => Promise<string[]> = resolveHost,
): Promise<DatagramPeer> {
  const shown = formatAddress(address);
  const hosts = await hostsOf(address, lookup).catch((cause) => {
    if (cause instanceof Deno.errors.NotCapable) throw cause;
    throw notConnected(cause, shown, 0);
  });
  const addresses = hosts.map((host) => formatAddress({ ...address, host }));
  const isGroup = hosts.some(isGroupHost);
  return {
    shown,
    addresses,
    accepts: (from) => isGroup || addresses.some((own) => sameAddress(own, from)),
    open: () => openFor(hosts),
  };
}

/**
 * Whether a host is a multicast or broadcast address. The prefix of the network is not known here, so every
 * IPv4 address that ends in 255 counts as the broadcast address of its network.
 */
function isGroupHost(host: string): boolean {
  const bytes = ipBytes(host);
  return isInRange(host, "notOneMachine") || (bytes?.length === 4 && bytes[3] === 255);
}

/** A socket of both families where an address of IPv6 is among the hosts and this machine has IPv6. */
function openFor(hosts: readonly string[]): DatagramSocket {
  const bind = (host: string) => datagramSocket({ scheme: "udp", host, port: 0 });
  const hasIPv4 = hosts.some((host) => !host.includes(":"));
  if (!hosts.some((host) => host.includes(":"))) return bind("0.0.0.0");
  try {
    return bind("::");
  } catch (error) {
    if (!hasIPv4) throw error;
    return bind("0.0.0.0");
  }
}
