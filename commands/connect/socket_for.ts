/** The socket of `connect udp://`. @module */

import { type DatagramSocket, datagramSocket } from "../../lib/socket/datagram.ts";
import type { DatagramPeer } from "../../lib/socket/datagram_peer.ts";
import type { GroupSocketOptions } from "../../lib/socket/group_socket.ts";
import { hostOf } from "../views/host_of.ts";

/** Options of {@linkcode socketFor}. */
export interface SocketForOptions extends GroupSocketOptions {
  /** The local address. The system's choice if absent. */
  source?: { host: string; port: number } | undefined;
}

/** Binds a socket that reaches a peer, on an interface and with a number of hops if they are given. */
export async function socketFor(
  peer: DatagramPeer,
  { source, interface: via, ttl }: SocketForOptions,
): Promise<DatagramSocket> {
  const { groupSocket, isMulticast } = await import("../../lib/socket/group_socket.ts");
  // The runtime's own socket keeps what it sends to a group from the members on this machine.
  const isGroup = peer.addresses.some((address) => isMulticast(hostOf(address)));
  if (!isGroup && via === undefined && ttl === undefined) {
    if (source === undefined) return peer.open();
    return datagramSocket({ scheme: "udp", host: source.host, port: source.port });
  }
  const isIPv6 = peer.addresses[0]!.includes("[");
  // The address of the interface, so that it is also the one of a broadcast to 255.255.255.255.
  const host = isIPv6 ? "::" : via?.ipv4 ?? "0.0.0.0";
  const from = { scheme: "udp", host: source?.host ?? host, port: source?.port ?? 0 } as const;
  return await groupSocket(from, { interface: via, ttl });
}
