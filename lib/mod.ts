/**
 * The library of sluice: transfers of files and folders, pairing by a code or a secret, encrypted channels,
 * sockets with a half-close, streams of lines and frames, and the services of `sluice serve`. The commands
 * use the same modules.
 *
 * `docs/library.md` has complete programs that send and receive a folder; `docs/exercises.md` walks
 * through the classic socket exercises.
 *
 * ```ts
 * import { openPeer, prepareOffer, receiveSession, rootsOf, sendSession } from "./mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const into = Deno.realPathSync(Deno.makeTempDirSync());
 * const proof = { kind: "secret", secret: new TextEncoder().encode("a long secret") } as const;
 * let address = "";
 * using receiver = await openPeer({
 *   role: "receive",
 *   proof,
 *   endpoint: { how: "listen", address: "127.0.0.1:0" },
 *   observe: (event) => void (address = event.type === "listening" ? event.address : address),
 * });
 * using sender = await openPeer({ role: "send", proof, endpoint: { how: "dial", address } });
 * const [here, there] = await Promise.all([sender.connect(), receiver.connect()]);
 *
 * const [sent, received] = await Promise.all([
 *   sendSession(here.duplex, prepareOffer(rootsOf(["docs"]))),
 *   receiveSession(there.duplex, { into, accept: async () => {} }),
 * ]);
 * assertEquals(received.files, sent.files);
 * Deno.removeSync(into, { recursive: true });
 * ```
 *
 * @module
 */

export * from "./errors.ts";
export * from "./line/mod.ts";
export * from "./services/mod.ts";
export * from "./socket/mod.ts";
export * from "./transfer/mod.ts";

// Pairing: from a code, a secret or nothing to a connected peer.
export { type Network } from "./discovery/network.ts";
export { type DiscoveryProblem } from "./discovery/problem.ts";
export { type PairingEvent, type PairingObserver } from "./pairing/event.ts";
export { type OpenedPeer, openPeer } from "./pairing/open_peer.ts";
export { type OpenPeerOptions, type PeerProof } from "./pairing/open_peer_options.ts";
export { openPeers } from "./pairing/open_peers.ts";
export { formatPairing, type Pairing, parsePairing } from "./pairing/pairing.ts";
export { type ManyPeers, type OnePeer, type Peer } from "./pairing/peer.ts";
export { type Attempt, isResumable, type RetryOptions, withRetry } from "./pairing/retry.ts";
export { servePeers, type ServePeersOptions } from "./pairing/serve_peers.ts";

// Channels: an authenticated and encrypted connection, and the session over it.
export {
  type SecureConnection,
  secureHandshake,
  type SecureHandshakeOptions,
} from "./channel/secure_handshake.ts";
export { type Guesses } from "./secure/guesses.ts";
export { type HandshakeCode } from "./secure/handshake.ts";
export { type Role } from "./secure/key_schedule.ts";
export { type Side } from "./secure/opening.ts";

// Digests.
export { type Digest, type Hasher } from "./digest/digest.ts";
export { digestNamed, digests } from "./digest/all.ts";
export { md5 } from "./digest/md5.ts";
export { sha1 } from "./digest/sha1.ts";
export { sha256 } from "./digest/sha256.ts";
export { sha512 } from "./digest/sha512.ts";
