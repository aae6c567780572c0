/**
 * The receiver that listens: senders connect, each with a code that it has printed and that is
 * entered here.
 *
 * @module
 */

import { RefusedError } from "../errors.ts";
import { CodeLine } from "../secure/code_line.ts";
import { CodeGuesses, type Guesses } from "../secure/guesses.ts";
import type { HandshakeCode } from "../secure/handshake.ts";
import type { Address } from "../socket/address.ts";
import type { Duplex } from "../socket/duplex.ts";
import { sourceOf } from "../socket/source_of.ts";
import { Admission, type Pace, paceCode } from "./admission.ts";
import { listenForPeer, listenForPeers, type ListeningOptions } from "./listening.ts";
import type { PairingOptions, Proof } from "./options.ts";
import { isOfCode, newPairing, type Pairing, secretOf } from "./pairing.ts";
import type { ManyPeers, OnePeer, Peer } from "./peer.ts";
import { QuestionQueue } from "./question_queue.ts";
import { reportRejected } from "./report_rejected.ts";

/** Senders that are remembered after their connection was lost. */
const MAX_KNOWN_SENDERS = 64;

type CodeProof = Proof & { kind: "code" };

/** Listens for one sender, whose code may be in the arguments. */
export async function listeningCodeReceiver(
  address: Address,
  proof: CodeProof,
  options: PairingOptions,
): Promise<OnePeer> {
  return await listenForPeer(address, admitting(proof, options));
}

/** Listens for many senders, and asks for the code of each when it connects. */
export async function listeningCodeReceivers(
  address: Address,
  proof: CodeProof,
  options: PairingOptions,
): Promise<ManyPeers> {
  return await listenForPeers(address, admitting(proof, options), options.signal);
}

function admitting(proof: CodeProof, { observe }: PairingOptions): ListeningOptions {
  const senders = new Senders(proof);
  return {
    observe,
    prove: (connection, signal) => senders.prove(connection, signal),
    onFailure(error, connection) {
      if (senders.isOver(error)) throw error;
      return reportRejected(error, connection, observe);
    },
  };
}

/** The pairings of senders, by instance. */
class Senders {
  readonly #proof: CodeProof;
  readonly #given: HandshakeCode | undefined;
  readonly #guesses = new CodeGuesses();
  readonly #pace: Pace | undefined;
  readonly #admission = new Admission();
  /** By a sender's instance: the pairing since the code was entered. */
  readonly #known = new Map<string, Pairing>();
  readonly #questions = new QuestionQueue();
  /** Whether the sender of the given code has connected. */
  #isUsed = false;

  /**
   * Loads the pairings of earlier receivers: that of the given code, or all if codes are asked for.
   */
  constructor(proof: CodeProof) {
    const { code, kept, line = new CodeLine() } = proof;
    this.#proof = proof;
    this.#given = code;
    this.#pace = code && paceCode(line, this.#guesses);
    for (const pairing of kept) {
      if (code === undefined || isOfCode(pairing, code)) this.#learn(pairing);
    }
  }

  async prove(connection: Duplex, signal: AbortSignal): Promise<Peer> {
    let instance = "";
    let known: Pairing | undefined;
    let code: HandshakeCode | undefined;
    const { duplex, resume } = await this.#admission.prove(connection, signal, (signal) => ({
      role: "receive",
      onInstance: (bytes) => {
        instance = bytes.toHex();
        known = this.#known.get(instance);
        if (known === undefined && this.#isUsed) throw this.#anotherSender();
      },
      code: async () =>
        code = known ? secretOf(known) : this.#given ?? await this.#ask(connection, signal),
      pace: (source, signal) => unless(() => known !== undefined, this.#pace?.(source, signal)),
    }));
    this.#isUsed = this.#given !== undefined;
    const pairing = known ?? newPairing(code!, { key: resume, instance });
    this.#learn(pairing);
    return { duplex, pairing };
  }

  #learn(pairing: Pairing): void {
    this.#known.delete(pairing.instance);
    this.#known.set(pairing.instance, pairing);
    if (this.#known.size > MAX_KNOWN_SENDERS) this.#known.delete(this.#known.keys().next().value!);
  }

  #anotherSender(): RefusedError {
    const { nextCommand } = this.#proof;
    const run = nextCommand === undefined ? "" : `; for its code, run: ${nextCommand}`;
    return new RefusedError(
      "refused",
      `That code has been used; the sender was restarted, or this is another one${run}`,
    );
  }

  /** Whether an error means that the given code is used up. */
  isOver(error: unknown): boolean {
    const { left, used } = this.#guesses;
    return error instanceof RefusedError && error.code === "wrong_code" && left === 0 && !used;
  }

  #ask({ remoteAddr }: Duplex, signal: AbortSignal): Promise<HandshakeCode> {
    return this.#questions.ask(
      sourceOf(remoteAddr),
      () => this.#proof.ask(remoteAddr, signal),
    );
  }
}

/** A handshake with the secret of a pairing is no guess at the code. */
function unless(isKnown: () => boolean, guesses: Guesses | undefined): Guesses {
  return {
    async turn() {
      if (!isKnown()) await guesses?.turn?.();
    },
    spend: () => isKnown() || (guesses?.spend() ?? true),
    confirm: () => isKnown() || guesses?.confirm?.(),
    succeed: () => isKnown() || guesses?.succeed(),
  };
}
