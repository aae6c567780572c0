/** How two machines are to find each other, and what they prove. @module */

import type { CodeLine } from "../secure/code_line.ts";
import type { GuessLine } from "../secure/guess_line.ts";
import type { HandshakeCode } from "../secure/handshake.ts";
import type { Address } from "../socket/address.ts";
import type { PairingObserver } from "./event.ts";
import type { Pairing } from "./pairing.ts";

/** Who listens, and where. */
export interface Endpoint {
  /** What to do with the address. */
  how: "listen" | "dial";
  /** The address. */
  address: Address;
}

/** Asks the user for a code; `peer`: the address of the sender that shows it, where it has come already. */
export type AskCode = (peer: string | undefined, signal: AbortSignal) => Promise<HandshakeCode>;

/** What proves who a peer is. */
export type Proof =
  /** Nothing: neither secret nor authenticated. */
  | { kind: "none" }
  /** A secret that both have; `line` paces guesses at it. */
  | { kind: "secret"; secret: Uint8Array; line?: GuessLine }
  /** A sender's new code of so many words; `line` paces guesses at it. */
  | { kind: "new_code"; words: number; line?: CodeLine }
  /** A code that is entered at the receiver. */
  | {
    kind: "code";
    /** The code; undefined: it is asked for, by a listening receiver once its sender is there. */
    code: HandshakeCode | undefined;
    ask: AskCode;
    /** Pairings of unfinished transfers in the destination. */
    kept: readonly Pairing[];
    line?: CodeLine;
    /** A command that receives the same with another code, for messages. @default {no command is named} */
    nextCommand?: string;
  };

/** What {@linkcode openPeer} and {@linkcode openPeers} work with. */
export interface PairingOptions {
  /** This side's part. */
  role: "send" | "receive";
  /** Where the other side is; undefined: it is found by its code. */
  endpoint: Endpoint | undefined;
  /** The network interface to find each other on. @default {every interface} */
  interfaceName?: string | undefined;
  /** What is proved. */
  proof: Proof;
  /** Told what happens. */
  observe: PairingObserver;
  /** Ends everything, with its reason. */
  signal: AbortSignal;
}
