/** Peers without a code or a secret. @module */

import { Session } from "../channel/session.ts";
import { CallerError, RefusedError, SluiceError } from "../errors.ts";
import { Unproven } from "../secure/unproven.ts";
import type { Duplex } from "../socket/duplex.ts";
import { sourceOf } from "../socket/source_of.ts";
import { dialledPeer } from "./dialled_peer.ts";
import { listenForPeer, listenForPeers, type ListeningOptions } from "./listening.ts";
import type { PairingOptions } from "./options.ts";
import type { ManyPeers, OnePeer, Peer } from "./peer.ts";
import { reportRejected } from "./report_rejected.ts";

/** Dials, or listens for the first peer that speaks the protocol. */
export async function plainPeer(options: PairingOptions): Promise<OnePeer> {
  const { how, address } = options.endpoint!;
  if (how === "dial") return dialledPeer(address, (duplex) => ({ duplex }));
  return await listenForPeer(address, greetings(options));
}

/** Listens for every peer that speaks the protocol. */
export async function plainPeers(options: PairingOptions): Promise<ManyPeers> {
  const greeting = greetings(options);
  const peers = await listenForPeers(options.endpoint!.address, greeting, options.signal);
  // A connection that does not speak the protocol is not a failed transfer.
  return { ...peers, reject: (error, connection) => void greeting.onFailure(error, connection) };
}

/**
 * Greets each connection of a listener. One that has not sent its preface and hello counts as
 * unauthenticated.
 */
function greetings({ role, host, observe, signal: stopped }: PairingOptions): ListeningOptions {
  const unproven = new Unproven();
  return {
    observe,
    // Until the peer has greeted, the connection counts against its source.
    prove: (connection, signal) =>
      unproven.hold(sourceOf(connection.remoteAddr), signal, async (_, signal) => {
        const stop = () => connection.abort(signal.reason);
        const session = new Session(connection, { signal: stopped, host });
        try {
          signal.addEventListener("abort", stop);
          await session.greet(role);
          return { duplex: connection, session };
        } catch (error) {
          await session.fail(error);
          throw error;
        } finally {
          signal.removeEventListener("abort", stop);
        }
      }),
    onFailure(error: unknown, connection: Duplex) {
      const isOneTooMany = error instanceof RefusedError && error.code === "busy";
      const isPeer = error instanceof RefusedError && !isOneTooMany;
      if (isPeer || !(error instanceof SluiceError) || error instanceof CallerError) {
        return reportRejected(error, connection, observe);
      }
      return observe({ type: "stranger", peer: connection.remoteAddr, isOneTooMany });
    },
    discard({ session }: Peer) {
      void session?.fail(new RefusedError("busy", "Another transfer is running; try again later"));
    },
  };
}
