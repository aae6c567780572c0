/** What a caller says of the peer that it wants, and the defaults. @module */

import { CallerError } from "../errors.ts";
import { DEFAULT_WORDS } from "../limits.ts";
import type { HandshakeCode } from "../secure/handshake.ts";
import { type AddressLike, addressLike } from "../socket/address.ts";
import type { PairingObserver } from "./event.ts";
import type { PairingOptions, Proof } from "./options.ts";
import type { Pairing } from "./pairing.ts";

/** What proves who a peer is. */
export type PeerProof =
  /** Nothing: neither secret nor authenticated. */
  | { kind: "none" }
  /** A secret that both sides have. */
  | { kind: "secret"; secret: Uint8Array }
  /** A new code of the sender, of so many words. The observer gets it. @default {2 words} */
  | { kind: "new_code"; words?: number }
  /** A code that is entered at the receiver. */
  | {
    kind: "code";
    /** The code, as `7-orbit-lemon` or parsed. If absent it is asked for. */
    code?: string | HandshakeCode | undefined;
    /** Asks for the code; `peer` is the sender's address where it has come already. */
    ask?: (peer: string | undefined, signal: AbortSignal) => Promise<string | HandshakeCode>;
    /** Pairings of earlier connections, whose senders are known again. @default {[]} */
    kept?: readonly Pairing[];
    /** A command that receives the same with another code, for messages. None is named if absent. */
    nextCommand?: string;
  };

/** Options of {@linkcode openPeer} and {@linkcode openPeers}. */
export interface OpenPeerOptions {
  /** This side's part in the transfer. */
  role: "send" | "receive";
  /** Who listens, and where. If absent, sender and receiver find each other by the code. */
  endpoint?: { how: "listen" | "dial"; address: AddressLike } | undefined;
  /** The network interface to find each other on. Every interface if absent. */
  interfaceName?: string | undefined;
  /** The name of this machine, which a peer without a code or secret is told. None if absent. */
  host?: string | undefined;
  /** What the peers prove. */
  proof: PeerProof;
  /** Milliseconds without a peer until the observer is told. @default {ADVICE_DELAY} */
  adviceDelay?: number;
  /** Told what happens: a code to show, the address in use, rejected peers. */
  observe?: PairingObserver;
  /** Ends everything, with its reason. */
  signal?: AbortSignal;
}

/**
 * The options with every default filled in.
 *
 * @throws {CallerError} code `usage` if a code or an address cannot be parsed.
 * @throws {TypeError} if there is neither an endpoint nor a code.
 */
export async function pairingOptions(options: OpenPeerOptions): Promise<PairingOptions> {
  const { endpoint, proof, observe = () => {}, signal = new AbortController().signal } = options;
  if (endpoint === undefined && (proof.kind === "none" || proof.kind === "secret")) {
    throw new TypeError("pair: only a code finds its peer; name an endpoint");
  }
  return {
    ...options,
    endpoint: endpoint &&
      { how: endpoint.how, address: addressLike(endpoint.address, endpoint.how) },
    proof: await wholeProof(proof),
    observe,
    signal,
  };
}

async function wholeProof(proof: PeerProof): Promise<Proof> {
  switch (proof.kind) {
    case "none":
    case "secret":
      return proof;
    case "new_code":
      return { ...proof, words: proof.words ?? DEFAULT_WORDS };
    case "code": {
      const { code, ask = cannotAsk, kept = [] } = proof;
      return {
        ...proof,
        code: code === undefined ? undefined : await parsed(code),
        ask: async (peer, signal) => await parsed(await ask(peer, signal)),
        kept,
      };
    }
  }
}

async function parsed(code: string | HandshakeCode): Promise<HandshakeCode> {
  if (typeof code !== "string") return code;
  const { handshakeCode, parseCodePhrase } = await import("../secure/code_phrase.ts");
  return handshakeCode(parseCodePhrase(code));
}

function cannotAsk(): Promise<never> {
  return Promise.reject(
    new CallerError("usage", "A code is needed, and there is no function to ask for one"),
  );
}
