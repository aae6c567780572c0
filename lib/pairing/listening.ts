/** Listening for peers. @module */

import type { Address } from "../socket/address.ts";
import type { Duplex } from "../socket/duplex.ts";
import type { Listener } from "../socket/listen.ts";
import { listenAt } from "../socket/listen_at.ts";
import {
  AuthenticatedAccept,
  type AuthenticatedAcceptOptions,
  discardPeer,
} from "./accept_authenticated.ts";
import type { PairingObserver } from "./event.ts";
import type { ManyPeers, OnePeer, Peer } from "./peer.ts";

/** How connections are authenticated. */
export interface ListeningOptions extends AuthenticatedAcceptOptions {
  /** Called with the address once it listens. */
  observe: PairingObserver;
}

/** Listens; the first connection that authenticates is the peer. */
export async function listenForPeer(address: Address, options: ListeningOptions): Promise<OnePeer> {
  const listener = await openListener(address, options.observe);
  const accepting = new AuthenticatedAccept(listener, options);
  return {
    connect: (signal) => accepting.connect(signal),
    close: () => accepting.close(),
  };
}

/** Listens for many peers. @param signal Ends pending handshakes. */
export async function listenForPeers(
  address: Address,
  options: ListeningOptions,
  signal: AbortSignal,
): Promise<ManyPeers> {
  const listener = await openListener(address, options.observe);
  return {
    listener,
    accept: (connection: Duplex) => options.prove(connection, signal),
    discard: (peer: Peer) => discardPeer(peer, options),
    reject(error) {
      throw error;
    },
    close: () => listener.close(),
  };
}

async function openListener(address: Address, observe: PairingObserver): Promise<Listener> {
  const listener = await listenAt(address);
  await observe({ type: "listening", address: listener.address, requested: address });
  return listener;
}
