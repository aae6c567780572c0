/** A datagram socket that ignores some senders. @module */

import type { AddressFilter } from "./address_filter.ts";
import type { DatagramSocket } from "./datagram.ts";
import { hostIn } from "./resolve.ts";

/** Options of {@linkcode filtered}. */
export interface FilteredOptions {
  /** Which IP addresses are received from. @default {all} */
  filter?: AddressFilter;
  /** Called with the address of a sender that is ignored. */
  onRejected?: (remoteAddr: string) => void;
}

/** Wraps a socket, so that datagrams of senders that the filter does not permit are discarded. */
export function filtered(
  socket: DatagramSocket,
  { filter, onRejected }: FilteredOptions,
): DatagramSocket {
  if (filter === undefined) return socket;
  return {
    ...socket,
    async receive() {
      for (let datagram; (datagram = await socket.receive()) !== undefined;) {
        if (filter.permits(hostIn(datagram.from))) return datagram;
        onRejected?.(datagram.from);
      }
    },
  };
}
