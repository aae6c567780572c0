/** A peer that is dialled. @module */

import type { Address } from "../socket/address.ts";
import type { Duplex } from "../socket/duplex.ts";
import type { OnePeer, Peer } from "./peer.ts";

/** Dials an address, and completes each connection in the same way. */
export function dialledPeer(
  address: Address,
  secure: (connection: Duplex, signal: AbortSignal) => Promise<Peer> | Peer,
): OnePeer {
  return {
    async connect(signal) {
      const { dial } = await import("../socket/dial.ts");
      return await secure(await dial(address, { signal }), signal);
    },
    close() {},
  };
}
