/** Binds the addresses of services, and reports them. @module */

import type { Terminal } from "../../lib/terminal/terminal.ts";
import type { Address } from "../../lib/socket/address.ts";
import type { DatagramSocket } from "../../lib/socket/datagram.ts";
import type { GroupSocketOptions } from "../../lib/socket/group_socket.ts";
import type { Listener, ListenOptions } from "../../lib/socket/listen.ts";
import { listenAt } from "../../lib/socket/listen_at.ts";
import { filtered } from "../../lib/socket/filtered_datagrams.ts";
import { showListening } from "./listening.ts";

/** The open listeners and sockets. */
export interface OpenListeners {
  /** For TCP, TLS and Unix sockets. */
  listeners: Listener[];
  /** For UDP. */
  sockets: DatagramSocket[];
}

/**
 * Listens at every address, or at none if one cannot be bound; reports them once all are bound.
 *
 * @param pin The fingerprint of a certificate that was made for this run.
 */
export async function openListeners(
  addresses: readonly Address[],
  terminal: Terminal,
  options: ListenOptions & GroupSocketOptions,
  pin?: string,
): Promise<OpenListeners> {
  const opened: OpenListeners = { listeners: [], sockets: [] };
  try {
    for (const each of addresses) {
      const address = await resolved(each);
      if (address.scheme === "udp") {
        opened.sockets.push(filtered(await socketAt(address, options), options));
        continue;
      }
      if (address.scheme === "unix") {
        const { removeStaleSocket } = await import("../../lib/socket/stale_socket.ts");
        await removeStaleSocket(address.path);
      }
      opened.listeners.push(await listenAt(address, options));
    }
  } catch (error) {
    for (const each of [...opened.listeners, ...opened.sockets]) each.close();
    throw error;
  }
  let [stream, datagram] = [0, 0];
  for (const address of addresses) {
    const isDatagram = address.scheme === "udp";
    const place = isDatagram ? opened.sockets[datagram++]! : opened.listeners[stream++]!;
    await showListening(place.address, address, terminal, pin);
  }
  return opened;
}

/** Binds an address, and joins it if it is a group; `::` falls back to all IPv4 addresses. */
export async function socketAt(
  address: Exclude<Address, { scheme: "unix" }>,
  options: GroupSocketOptions = {},
): Promise<DatagramSocket> {
  const { groupSocket, isMulticast } = await import("../../lib/socket/group_socket.ts");
  const { interface: via } = options;
  if (isMulticast(address.host)) return await groupSocket(address, { interface: via });
  const { datagramSocket } = await import("../../lib/socket/datagram.ts");
  try {
    return datagramSocket(address);
  } catch (error) {
    if (address.host !== "::") throw error;
    if ((error as { code?: string }).code === "cannot_create") throw error;
    return datagramSocket({ ...address, host: "0.0.0.0" });
  }
}

/** The address with the first host of its family; the system would take one of any family. */
async function resolved(address: Address): Promise<Address> {
  if (address.scheme === "unix" || address.family === undefined) return address;
  const { hostsOf } = await import("../../lib/socket/one_family.ts");
  const [host] = await hostsOf(address);
  return { ...address, host: host! };
}
