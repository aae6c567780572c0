/** From a secret, codes or nothing to a listener of many peers. @module */

import type { ManyPeers } from "./peer.ts";
import type { PairingOptions } from "./options.ts";

/**
 * Listens for many peers. Each code that is entered belongs to one sender.
 *
 * @throws {TypeError} if this side dials, or has printed a code, which is for one receiver.
 * @throws {LocalError} if it cannot listen.
 */
export async function openPeers(options: PairingOptions): Promise<ManyPeers> {
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
