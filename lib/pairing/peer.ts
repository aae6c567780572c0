/** Connected and authenticated peers. @module */

import type { Session } from "../channel/session.ts";
import type { Duplex } from "../socket/duplex.ts";
import type { Listener } from "../socket/listen.ts";
import type { Pairing } from "./pairing.ts";

/** A peer behind one connection. Without a code or a secret it is not authenticated. */
export interface Peer {
  /** The connection, ready for a session. */
  duplex: Duplex;
  /** The session, if the peer has greeted already. */
  session?: Session;
  /** The pairing that a receiver may keep, so that the same code resumes an unfinished transfer. */
  pairing?: Pairing;
}

/** One peer, which can connect again after a loss. */
export interface OnePeer {
  /** Resolves to the next connection. @throws the signal's reason. */
  connect(signal: AbortSignal): Promise<Peer>;
  /**
   * Offers the same code to another peer. Absent if there is no code, or it cannot be entered
   * again.
   */
  offerAgain?(): void;
  /** Stops listening and announcing. */
  close(): void;
}

/** Many peers of one listener. */
export interface ManyPeers {
  /** The listener. */
  listener: Listener;
  /**
   * Completes the handshake of a connection. @throws {SluiceError} if the peer does not
   * authenticate.
   */
  accept(connection: Duplex): Promise<Peer>;
  /** Ends an authenticated connection that exceeds the limit. */
  discard(peer: Peer): void;
  /**
   * Reports a connection that did not authenticate. @throws the error, if it counts as a failed
   * session.
   */
  reject(error: unknown, connection: Duplex): void;
  /** Stops listening. */
  close(): void;
}
