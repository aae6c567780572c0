/** Peers that are connected and have proved themselves. @module */

import type { Session } from "../channel/session.ts";
import type { Duplex } from "../socket/duplex.ts";
import type { Listener } from "../socket/listen.ts";
import type { Pairing } from "./pairing.ts";

/** A peer behind one connection. Without a code or a secret it has proved only that it speaks the protocol. */
export interface Peer {
  /** The connection, ready for a session. */
  duplex: Duplex;
  /** The session, where the peer has greeted already. */
  session?: Session;
  /** What a receiver may keep of its sender, so that the same code continues an unfinished transfer. */
  pairing?: Pairing;
}

/** One peer: the same one again after its connection was lost. */
export interface OnePeer {
  /** Resolves to the next connection. @throws the signal's reason. */
  connect(signal: AbortSignal): Promise<Peer>;
  /** Takes the same code for another peer. Absent where there is no code, or none that can be entered again. */
  offerAgain?(): void;
  /** Stops listening and announcing. */
  close(): void;
}

/** Many peers that come to a listener. */
export interface ManyPeers {
  /** Where they come from. */
  listener: Listener;
  /** Completes the handshake of a connection. @throws {SluiceError} if the peer does not prove itself. */
  accept(connection: Duplex): Promise<Peer>;
  /** Ends a connection that is ready and one too many. */
  discard(peer: Peer): void;
  /** Reports a connection that did not become a peer. @throws the error, where it counts as a failed session. */
  reject(error: unknown, connection: Duplex): void;
  /** Stops listening. */
  close(): void;
}
