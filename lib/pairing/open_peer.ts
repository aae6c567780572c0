/** From a code, a secret or nothing to a connected peer. @module */

import type { OnePeer } from "./peer.ts";
import type { PairingOptions, Proof } from "./options.ts";

/**
 * Prepares to connect to one peer: listens, announces and shows a code through the observer, or
 * does none of that if this side dials.
 *
 * @throws {LocalError} if it cannot listen.
 */
export async function openPeer(options: PairingOptions): Promise<OnePeer> {
  const { proof } = options;
  switch (proof.kind) {
    case "none":
      return await (await import("./plain_peers.ts")).plainPeer(options);
    case "secret":
      return await (await import("./secret_peers.ts")).secretPeer(options, proof);
    case "new_code":
      return await codeSender(options, proof);
    case "code":
      return await codeReceiver(options, proof);
  }
}

async function codeSender(
  options: PairingOptions,
  proof: Proof & { kind: "new_code" },
): Promise<OnePeer> {
  const { endpoint } = options;
  if (endpoint?.how === "dial") {
    const { DiallingCodeSender } = await import("./dialling_code_sender.ts");
    return new DiallingCodeSender(endpoint.address, proof, options);
  }
  await assertInterface(options);
  const { ListeningCodeSender } = await import("./listening_code_sender.ts");
  return await ListeningCodeSender.open(endpoint?.address, proof, options);
}

async function codeReceiver(
  options: PairingOptions,
  proof: Proof & { kind: "code" },
): Promise<OnePeer> {
  const { endpoint, signal } = options;
  if (endpoint?.how === "listen") {
    const { listeningCodeReceiver } = await import("./listening_code_receiver.ts");
    return await listeningCodeReceiver(endpoint.address, proof, options);
  }
  const code = proof.code ?? await proof.ask(undefined, signal);
  await assertInterface(options);
  const { DiallingCodeReceiver, FindingCodeReceiver } = await import("./code_receiver.ts");
  const entered = { ...proof, code };
  return endpoint === undefined
    ? new FindingCodeReceiver(entered, options)
    : new DiallingCodeReceiver({ ...entered, address: endpoint.address }, options);
}

/** @throws {SluiceError} if the named interface is not usable. */
async function assertInterface({ interfaceName: name }: PairingOptions): Promise<void> {
  if (name === undefined) return;
  const { usableNetworks } = await import("../discovery/networks.ts");
  usableNetworks({ name });
}
