/**
 * Datagram sockets for multicast and broadcast.
 *
 * They use `node:dgram` because `Deno.listenDatagram` can choose neither the outgoing interface nor, without
 * joining a group, the number of hops.
 *
 * @module
 */

import type { Socket } from "node:dgram";
import { CallerError, ConnectionError } from "../errors.ts";
import { MAX_SEND_QUEUE_BYTES } from "../limits.ts";
import { type Address, formatAddress, needsZone, parseAddress, shortAddress } from "./address.ts";
import { cannotListen } from "./cannot_listen.ts";
import { type Datagram, type DatagramSocket, requireDatagramSize } from "./datagram.ts";
import type { NetworkInterface } from "./interface_named.ts";
import { ipBytes } from "../text/ip_bytes.ts";
import { notSent } from "./not_connected.ts";

/** Options of {@linkcode groupSocket}. */
export interface GroupSocketOptions {
  /** The interface that joins the group, and that sends to groups. The system's choice if absent. */
  interface?: NetworkInterface | undefined;
  /** Routers that a datagram may pass, plus one. The system's default if absent: 1 for multicast. */
  ttl?: number | undefined;
}

/**
 * Whether a host is a multicast address (RFC 5771, RFC 4291).
 *
 * ```ts
 * import { isMulticast } from "./group_socket.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(["239.1.2.3", "ff02::1%eth0"].every(isMulticast), true);
 * assertEquals(["192.0.2.255", "fe80::1"].some(isMulticast), false);
 * ```
 */
export function isMulticast(host: string): boolean {
  const bytes = ipBytes(host);
  return bytes !== undefined && (bytes.length === 4 ? bytes[0]! >> 4 === 14 : bytes[0] === 0xff);
}

/**
 * Binds a socket that may send to groups. If the address is a multicast address, joins the group and receives
 * what is sent to it; several programs of one machine can do so.
 *
 * @throws {ConnectionError} code `unavailable` if the group cannot be joined.
 * @throws {LocalError | ConnectionError | CallerError} as {@linkcode datagramSocket} does.
 *
 * @example Usage
 * ```ts
 * import { groupSocket } from "./group_socket.ts";
 * import { assertEquals } from "@std/assert";
 * const here = { name: "lo", ipv4: "127.0.0.1" };
 * const group = { scheme: "udp", host: "239.1.2.3", port: 0 } as const;
 * using member = await groupSocket(group, { interface: here });
 * using sender = await groupSocket({ ...group, host: "0.0.0.0" }, { interface: here });
 * await sender.send(new Uint8Array(3), member.address);
 * assertEquals((await member.receive())?.bytes.length, 3);
 * ```
 */
export async function groupSocket(
  { host, port }: Exclude<Address, { scheme: "unix" }>,
  { interface: via, ttl }: GroupSocketOptions = {},
): Promise<DatagramSocket> {
  const isIPv6 = host.includes(":");
  const [address = "", zone = via?.name] = host.split("%");
  const isGroup = isMulticast(host);
  if (!isIPv6 && via !== undefined && via.ipv4 === undefined) {
    throw new CallerError("usage", `The interface "${via.name}" has no IPv4 address; use another`);
  }
  const whole = isGroup && isOfOneLink(address) ? onLink(address, zone) : address;
  const shown = formatAddress({ scheme: "udp", host: whole, port });
  // Windows cannot bind a group; elsewhere the datagrams of other groups are then left out.
  const wildcard = isIPv6 ? "::" : "0.0.0.0";
  const isBound = !isGroup || Deno.build.os !== "windows";
  const socket = await bound(isBound ? whole : wildcard, port, isGroup, shown);
  try {
    // Node.js names the interface of IPv6 by its zone, and that of IPv4 by its address.
    const own = isIPv6 ? zone && `::%${zone}` : via?.ipv4;
    if (isGroup) join(socket, address, own, shown);
    if (own !== undefined) socket.setMulticastInterface(own);
    if (ttl !== undefined) {
      socket.setTTL(ttl);
      socket.setMulticastTTL(ttl);
    }
    socket.setBroadcast(true);
  } catch (error) {
    socket.close();
    throw error;
  }
  const bare = { scheme: "udp", host: whole, port: socket.address().port } as const;
  return new NodeDatagrams(socket, bare, zone);
}

/** Whether an address means something on one link only, so that it needs a zone. */
function isOfOneLink(host: string): boolean {
  const bytes = ipBytes(host);
  return needsZone(host) || bytes?.length === 16 && bytes[0] === 0xff && (bytes[1]! & 15) <= 2;
}

/** @throws {CallerError} if there is no zone. */
function onLink(group: string, zone: string | undefined): string {
  if (zone !== undefined) return `${group}%${zone}`;
  const text = `The group ${group} is of one link: name its interface, as in [${group}%eth0]`;
  throw new CallerError("usage", text);
}

async function bound(host: string, port: number, isGroup: boolean, shown: string): Promise<Socket> {
  const { createSocket } = await import("node:dgram");
  const isIPv6 = host.includes(":");
  return await new Promise((resolve, reject) => {
    const fail = (cause: unknown) => reject(cannotListen(cause, shown));
    try {
      const type = isIPv6 ? "udp6" : "udp4";
      const socket = createSocket({ type, reuseAddr: isGroup, ipv6Only: isIPv6 });
      socket.once("error", fail);
      socket.bind(port, host, () => {
        socket.off("error", fail);
        resolve(socket);
      });
    } catch (cause) {
      fail(cause);
    }
  });
}

function join(socket: Socket, group: string, own: string | undefined, shown: string): void {
  try {
    socket.addMembership(group, own);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotCapable) throw cause;
    const text = `Cannot join the group of ${shortAddress(shown)}: no interface for it`;
    throw new ConnectionError("unavailable", `${text}; use --interface NAME`, { cause });
  }
}

/** A socket of `node:dgram` as a {@linkcode DatagramSocket}. */
class NodeDatagrams implements DatagramSocket {
  readonly address: string;
  readonly port: number;
  readonly #socket: Socket;
  readonly #zone: string | undefined;
  #waiting: Datagram[] = [];
  #size = 0;
  #closed = false;
  #wake = () => {};

  constructor(
    socket: Socket,
    address: Exclude<Address, { scheme: "unix" }>,
    zone: string | undefined,
  ) {
    this.#socket = socket;
    this.#zone = zone;
    this.port = address.port;
    this.address = formatAddress(address);
    socket.on("message", (bytes, from) => this.#take(bytes, from.address, from.port));
    // Reports of earlier datagrams, as on a network that is down.
    socket.on("error", () => {});
  }

  #take(message: Uint8Array, host: string, port: number): void {
    // As in the system's buffer: what is not received in time is dropped.
    if (this.#size > MAX_SEND_QUEUE_BYTES) return;
    const from = formatAddress({ scheme: "udp", host: this.#zoned(host), port });
    const bytes = new Uint8Array(message);
    this.#waiting.push({ bytes, from });
    this.#size += COST + bytes.length;
    this.#wake();
  }

  #zoned(host: string): string {
    const lacksZone = this.#zone !== undefined && !host.includes("%") && isOfOneLink(host);
    return lacksZone ? `${host}%${this.#zone}` : host;
  }

  async receive(): Promise<Datagram | undefined> {
    while (this.#waiting.length === 0 && !this.#closed) {
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
    if (this.#closed) return undefined;
    const datagram = this.#waiting.shift()!;
    this.#size -= COST + datagram.bytes.length;
    return datagram;
  }

  async send(bytes: Uint8Array, to: string): Promise<void> {
    requireDatagramSize(bytes);
    const target = parseAddress(to, { scheme: "udp" });
    if (target.scheme !== "udp") throw new TypeError(`send a datagram to ${to}: not UDP`);
    const host = this.#zoned(target.host);
    const cause = await new Promise((resolve) => {
      try {
        this.#socket.send(bytes, target.port, host, resolve);
      } catch (error) {
        resolve(error);
      }
    });
    if (cause === null || cause === undefined) return;
    if (this.#closed || cause instanceof Deno.errors.NotCapable) throw cause;
    throw notSent(cause, to);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#socket.close();
    this.#wake();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** Bytes that a waiting datagram counts for besides its content. */
const COST = 256;
