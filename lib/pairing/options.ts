/** How two machines connect and authenticate. @module */

import type { CodeLine } from "../secure/code_line.ts";
import type { GuessLine } from "../secure/guess_line.ts";
import type { HandshakeCode } from "../secure/handshake.ts";
import type { Address } from "../socket/address.ts";
import type { PairingObserver } from "./event.ts";
import type { Pairing } from "./pairing.ts";

/** Which side listens, and where. */
export interface Endpoint {
  /** What to do with the address. */
  how: "listen" | "dial";
  /** The address. */
  address: Address;
}

/**
 * Asks the user for a code; `peer`: the address of the sender that shows it, if it has connected
 * already.
 */
export type AskCode = (peer: string | undefined, signal: AbortSignal) => Promise<HandshakeCode>;

/** How a peer authenticates. */
export type Proof =
  /** Nothing: neither secret nor authenticated. */
  | { kind: "none" }
  /** A shared secret; `line` rate-limits guesses at it. */
  | { kind: "secret"; secret: Uint8Array; line?: GuessLine }
  /** A sender's new code of so many words; `line` rate-limits guesses at it. */
  | { kind: "new_code"; words: number; line?: CodeLine }
  /** A code that is entered at the receiver. */
  | {
    kind: "code";
    /**
     * The code; undefined: it is asked for; a listening receiver asks once its sender has
     * connected.
     */
    code: HandshakeCode | undefined;
    ask: AskCode;
    /** Pairings of unfinished transfers in the destination. */
    kept: readonly Pairing[];
    line?: CodeLine;
    /** A command that receives the same with another code, for messages. @default {no command is named} */
    nextCommand?: string;
  };

/** Options of {@linkcode openPeer} and {@linkcode openPeers}. */
export interface PairingOptions {
  /** This side's role. */
  role: "send" | "receive";
  /** Where the peer is; undefined: it is found by its code. */
  endpoint: Endpoint | undefined;
  /** The network interface to search. @default {all} */
  interfaceName?: string | undefined;
  /** How the peer authenticates. */
  proof: Proof;
  /** The name of this machine, which an unauthenticated peer is told. @default {none} */
  host?: string | undefined;
  /** Milliseconds without a peer until the observer is told. @default {ADVICE_DELAY} */
  adviceDelay?: number;
  /** Called with each event. */
  observe: PairingObserver;
  /** Ends pairing with its reason. */
  signal: AbortSignal;
}
