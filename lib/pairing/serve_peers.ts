/** Serves every peer concurrently. @module */

import { MAX_SESSIONS } from "../limits.ts";
import type { Duplex } from "../socket/duplex.ts";
import type { ManyPeers, Peer } from "./peer.ts";

/** Options of {@linkcode servePeers}. */
export interface ServePeersOptions {
  /** The session of a peer. */
  serve(peer: Peer): Promise<unknown>;
  /** Called with a session that failed, and its address. */
  onError(error: unknown, remoteAddr: string): void;
  /** Called with a peer that was rejected because the maximum number is being served. */
  onFull(remoteAddr: string): void;
  /** Ends everything, with its reason. */
  signal: AbortSignal;
}

/**
 * Serves each peer until the signal aborts; a failed one does not affect others. Unauthenticated
 * connections do not count against the limit of sessions.
 *
 * @throws the signal's reason: there is no other end.
 *
 * @example Usage
 * ```ts
 * import { servePeers } from "./serve_peers.ts";
 * import { openPeers } from "./open_peers.ts";
 * import { assertRejects } from "@std/assert";
 * const stop = new AbortController();
 * const peers = await openPeers({
 *   role: "receive",
 *   proof: { kind: "none" },
 *   endpoint: { how: "listen", address: "127.0.0.1:0" },
 *   signal: stop.signal,
 * });
 * const serving = servePeers(peers, {
 *   serve: async ({ duplex }) => await duplex.close(),
 *   onError: (error, address) => console.error(address, error),
 *   onFull: (address) => console.error(address, "was sent away"),
 *   signal: stop.signal,
 * });
 * stop.abort(new Error("enough"));
 * peers.close();
 * await assertRejects(() => serving, Error, "enough");
 * ```
 */
export async function servePeers(
  peers: ManyPeers,
  { serve, onError, onFull, signal }: ServePeersOptions,
): Promise<never> {
  const running = new Set<Promise<void>>();
  let sessions = 0;
  const serveOne = async (connection: Duplex) => {
    let peer: Peer;
    try {
      peer = await peers.accept(connection);
    } catch (error) {
      if (signal.aborted) throw error;
      return peers.reject(error, connection);
    }
    if (sessions >= MAX_SESSIONS) {
      peers.discard(peer);
      return onFull(peer.duplex.remoteAddr);
    }
    sessions++;
    try {
      await serve(peer);
    } finally {
      sessions--;
    }
  };
  for (let connection; (connection = await peers.listener.accept()) !== undefined;) {
    const { remoteAddr } = connection;
    const session: Promise<void> = serveOne(connection)
      .catch((error) => {
        if (!signal.aborted) onError(error, remoteAddr);
      })
      .finally(() => running.delete(session));
    running.add(session);
  }
  await Promise.all(running);
  throw signal.reason;
}
