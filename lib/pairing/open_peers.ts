/** From a secret, codes or nothing to a listener of many peers. @module */

import { type OpenPeerOptions, pairingOptions } from "./open_peer_options.ts";
import type { ManyPeers } from "./peer.ts";

/**
 * Listens for many peers. Each code that is entered belongs to one sender.
 *
 * @throws {TypeError} if this side dials, or has printed a code, which is for one receiver.
 * @throws {LocalError} if it cannot listen.
 *
 * @example Usage
 * ```ts
 * import { openPeers } from "./open_peers.ts";
 * import { servePeers } from "./serve_peers.ts";
 * import { assertRejects } from "@std/assert";
 * const stop = new AbortController();
 * const peers = await openPeers({
 *   role: "receive",
 *   proof: { kind: "secret", secret: new TextEncoder().encode("a long secret") },
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
export async function openPeers(given: OpenPeerOptions): Promise<ManyPeers> {
  const options = await pairingOptions(given);
  const { proof, endpoint } = options;
  if (endpoint?.how !== "listen") throw new TypeError("accept many peers: this side dials");
  switch (proof.kind) {
    case "none":
      return await (await import("./plain_peers.ts")).plainPeers(options);
    case "secret":
      return await (await import("./secret_peers.ts")).secretPeers(options, proof);
    case "code":
      return await (await import("./listening_code_receiver.ts")).listeningCodeReceivers(
        endpoint.address,
        proof,
        options,
      );
    case "new_code":
      throw new TypeError("accept many peers: a code is for one receiver");
  }
}
