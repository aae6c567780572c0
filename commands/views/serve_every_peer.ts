/** Serves every peer, and reports failed sessions. @module */

import type { Context } from "../../lib/cli/command.ts";
import { describeError } from "../../lib/cli/describe_error.ts";
import { MAX_SESSIONS } from "../../lib/limits.ts";
import type { ManyPeers, Peer } from "../../lib/pairing/peer.ts";
import { servePeers } from "../../lib/pairing/serve_peers.ts";
import { warnOf } from "./error_report.ts";
import { hostOf } from "./host_of.ts";
import { PeerNotes } from "./peer_notes.ts";

/** Serves until the signal aborts. @throws the signal's reason. */
export async function serveEveryPeer(
  peers: ManyPeers,
  serve: (peer: Peer) => Promise<unknown>,
  { terminal, signal }: Context,
): Promise<never> {
  const notes = new PeerNotes();
  const close = () => peers.close();
  signal.addEventListener("abort", close);
  // A short --timeout may have passed while it began to listen.
  if (signal.aborted) close();
  try {
    return await servePeers(peers, {
      serve,
      signal,
      onError(error, remoteAddr) {
        const { code, message, exit, remote } = describeError(error);
        void terminal.event({ event: "failed", peer: remoteAddr, code, message, exit });
        if (notes.take(remoteAddr)) void warnOf({ message, remote }, terminal);
      },
      onFull: (remoteAddr) =>
        terminal.note(`Rejected ${hostOf(remoteAddr)}: ${MAX_SESSIONS} transfers are running`),
    });
  } finally {
    close();
  }
}
