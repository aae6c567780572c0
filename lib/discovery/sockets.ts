/**
 * The sockets of discovery. They use `node:dgram` because `Deno.listenDatagram` cannot choose the outgoing
 * interface.
 *
 * @module
 */

import type { Socket } from "node:dgram";
import { DEFAULT_PORT } from "../limits.ts";
import { isInRange } from "../socket/ip_range.ts";
import { broadcastOf, type Network } from "./network.ts";
import { type DiscoveryProblem, networkName } from "./problem.ts";

/** The IPv4 group: administratively scoped (RFC 2365). */
export const GROUP_IPV4 = "239.255.75.84";
/** The IPv6 group: transient, link-local (RFC 4291, section 2.7). */
export const GROUP_IPV6 = "ff12::736c:7569:6365";
/** The UDP port of both groups. */
export const DISCOVERY_PORT: number = DEFAULT_PORT;

/** A multicast group of each IP family, with their port. */
export interface MulticastGroup {
  /** The IPv4 group. */
  ipv4: string;
  /** The IPv6 group, link-local, without a zone. */
  ipv6: string;
  /** The UDP port of both. */
  port: number;
}

/** The groups of this program's own discovery. */
const OWN_GROUP: MulticastGroup = { ipv4: GROUP_IPV4, ipv6: GROUP_IPV6, port: DISCOVERY_PORT };

/** Called with a datagram's bytes, its sender, and its network if that is known. */
export type OnDatagram = (bytes: Uint8Array, host: string, port: number, network?: Network) => void;

/** A socket of one network, which sends datagrams and receives the answers. */
export interface NetworkSocket {
  /** The network. */
  network: Network;
  /** Sends to the multicast group and, if requested, to the broadcast address. */
  toAll(bytes: Uint8Array, broadcast?: boolean): void;
  /** Sends to one address. */
  to(bytes: Uint8Array, host: string, port: number): void;
  /** Closes the socket. */
  close(): void;
}

/** The result of opening sockets for networks. */
export interface OpenedSockets {
  /** The open sockets. */
  sockets: NetworkSocket[];
  /** The failures. */
  problems: DiscoveryProblem[];
}

/** A socket that receives the datagrams of a multicast group. */
export interface GroupSocket {
  /** The failures. */
  problems: readonly DiscoveryProblem[];
  /** Closes the socket. */
  close(): void;
}

/** The address with its zone if it is a link-local one of IPv6. */
export function zoned(host: string, { name }: Network): string {
  return host.includes(":") && isInRange(host, "linkLocal") && !host.includes("%")
    ? `${host}%${name}`
    : host;
}

/** Opens a socket on one network. @param group The groups to send to. @default {this program's own} */
export async function openNetworkSocket(
  network: Network,
  onDatagram: OnDatagram,
  group: MulticastGroup = OWN_GROUP,
): Promise<OpenedSockets> {
  const isIPv4 = network.family === "IPv4";
  const problems: DiscoveryProblem[] = [];
  const blame = (error: Error | undefined) => {
    if (error) problems.push({ attempted: "send", where: networkName(network), error });
  };
  const socket = await bound(isIPv4 ? "udp4" : "udp6", zoned(network.address, network), 0);
  if (socket instanceof Error) {
    blame(socket);
    return { sockets: [], problems };
  }
  socket.on("message", (bytes, from) => onDatagram(bytes, from.address, from.port, network));
  blame(
    attempt(() => socket.setMulticastInterface(isIPv4 ? network.address : `::%${network.name}`)),
  );
  attempt(() => socket.setMulticastTTL(1));
  attempt(() => socket.setTTL(1));
  attempt(() => socket.setBroadcast(true));
  const send = (bytes: Uint8Array, host: string, port: number) =>
    // Ignored: a network that is down now may be up for the next datagram.
    attempt(() => socket.send(bytes, port, host, () => {}));
  const opened: NetworkSocket = {
    network,
    toAll(bytes, broadcast = false) {
      send(bytes, isIPv4 ? group.ipv4 : `${group.ipv6}%${network.name}`, group.port);
      const address = broadcast ? broadcastOf(network) : undefined;
      if (address !== undefined) send(bytes, address, group.port);
    },
    to: (bytes, host, port) => send(bytes, zoned(host, network), port),
    close: () => void attempt(() => socket.close()),
  };
  return { sockets: [opened], problems };
}

/** Joins the group of one family on all networks. Several programs of one machine can do so. */
export async function openGroupSocket(
  family: Network["family"],
  networks: readonly Network[],
  onDatagram: OnDatagram,
  group: MulticastGroup = OWN_GROUP,
): Promise<GroupSocket> {
  const isIPv4 = family === "IPv4";
  const socket = await bound(isIPv4 ? "udp4" : "udp6", isIPv4 ? "0.0.0.0" : "::", group.port);
  if (socket instanceof Error) {
    const { port } = group;
    return { problems: [{ attempted: "listen", where: family, port, error: socket }], close() {} };
  }
  const problems: DiscoveryProblem[] = [];
  const joined = new Set<string>();
  for (const network of networks) {
    // The runtime has another error for an interface's second address of IPv6.
    if (!isIPv4 && joined.has(network.name)) continue;
    joined.add(network.name);
    const error = attempt(() =>
      isIPv4
        ? socket.addMembership(group.ipv4, network.address)
        : socket.addMembership(group.ipv6, `::%${network.name}`)
    );
    // EADDRINUSE: the group was joined for another address of the same interface.
    if (error && (error as { code?: string }).code !== "EADDRINUSE") {
      problems.push({ attempted: "join", where: networkName(network), error });
    }
  }
  socket.on("message", (bytes, from) => onDatagram(bytes, from.address, from.port));
  return { problems, close: () => void attempt(() => socket.close()) };
}

/** Opens a socket on each network. */
export async function openAll(
  networks: readonly Network[],
  onDatagram: OnDatagram,
  group: MulticastGroup = OWN_GROUP,
): Promise<OpenedSockets> {
  const all = await Promise.all(
    networks.map((network) => openNetworkSocket(network, onDatagram, group)),
  );
  return {
    sockets: all.flatMap(({ sockets }) => sockets),
    problems: all.flatMap(({ problems }) => problems),
  };
}

/** Opens a group socket for each IP family of the networks. */
export async function openGroups(
  networks: readonly Network[],
  onDatagram: OnDatagram,
  group: MulticastGroup = OWN_GROUP,
): Promise<GroupSocket[]> {
  const families = [...new Set(networks.map(({ family }) => family))];
  return await Promise.all(
    families.map((family) => {
      const own = networks.filter((network) => network.family === family);
      return openGroupSocket(family, own, onDatagram, group);
    }),
  );
}

async function bound(type: "udp4" | "udp6", host: string, port: number): Promise<Socket | Error> {
  const { createSocket } = await import("node:dgram");
  return await new Promise((resolve) => {
    try {
      const socket = createSocket({ type, reuseAddr: port !== 0, ipv6Only: type === "udp6" });
      // Later errors, such as a removed interface, are ignored: the listener has resolved already.
      socket.on("error", resolve);
      socket.bind(port, host, () => resolve(socket));
    } catch (error) {
      resolve(asError(error));
    }
  });
}

function attempt(action: () => unknown): Error | undefined {
  try {
    action();
  } catch (error) {
    return asError(error);
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
