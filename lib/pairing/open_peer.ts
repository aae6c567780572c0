/** From a code, a secret or nothing to a connected peer. @module */

import { warmUpKeys } from "../secure/self_signed.ts";
import { type OpenPeerOptions, pairingOptions } from "./open_peer_options.ts";
import type { PairingOptions, Proof } from "./options.ts";
import type { OnePeer, Peer } from "./peer.ts";

/** One peer, the same again after its connection was lost. */
export interface OpenedPeer extends OnePeer {
  /**
   * Resolves to the next connection.
   *
   * @param signal Ends the attempt. The signal of {@linkcode OpenPeerOptions} if absent.
   * @throws the signal's reason; {@linkcode SluiceError} if no peer proves itself.
   */
  connect(signal?: AbortSignal): Promise<Peer>;
  /** Stops listening and announcing at the end of a block: `using peer = await openPeer(…)`. */
  [Symbol.dispose](): void;
}

/**
 * Prepares to connect to one peer: listens, announces and shows a code through the observer, or
 * does none of that if this side dials.
 *
 * @throws {LocalError} if it cannot listen.
 * @throws {CallerError} code `usage` if a code or an address cannot be parsed.
 *
 * @example Usage
 * ```ts
 * import { openPeer } from "./open_peer.ts";
 * import { assertEquals } from "@std/assert";
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
 * assertEquals(here.duplex.remoteAddr, there.duplex.localAddr);
 * await Promise.all([here.duplex.close(), there.duplex.close()]);
 * ```
 */
export async function openPeer(options: OpenPeerOptions): Promise<OpenedPeer> {
  const settled = await pairingOptions(options);
  const peer = await open(settled);
  const close = () => peer.close();
  return {
    connect: (signal = settled.signal) => peer.connect(signal),
    ...peer.offerAgain && { offerAgain: () => peer.offerAgain?.() },
    close,
    [Symbol.dispose]: close,
  };
}

async function open(options: PairingOptions): Promise<OnePeer> {
  const { proof } = options;
  // On another core, while what follows is loaded and the peer awaited.
  if (proof.kind !== "none") warmUpKeys();
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
