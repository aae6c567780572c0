/**
 * The receiver that listens: senders come to it, each with a code that it has printed and that is
 * entered here.
 *
 * @module
 */

import type { Context, ParsedArguments } from "../cli/command.ts";
import { RefusedError } from "../errors.ts";
import { CodeLine } from "../secure/code_line.ts";
import { CodeGuesses, type Guesses } from "../secure/guesses.ts";
import type { HandshakeCode } from "../secure/handshake.ts";
import type { Duplex } from "../socket/duplex.ts";
import { sourceOf } from "../socket/source_of.ts";
import { Admission, type Pace, paceCode } from "./admission.ts";
import { askForCode, commandWithNewCode, missingCode } from "./code_receiver.ts";
import { endpointOf } from "../../commands/flags/addressing.ts";
import { listenMeeting, type Meeting } from "./open_peer.ts";
import { isOfCode, newPairing, type Pairing, secretOf } from "./pairing.ts";
import { Questions } from "./question_queue.ts";
import { reportRejected } from "../../commands/views/report_rejected.ts";

/** Senders that are known again when their connection was lost: the last so many. */
const MEMORY = 64;

/** Options of {@linkcode codeWelcome}. */
export interface WelcomeOptions {
  /** Paces the guesses at a code that was given ahead. @default {new CodeLine()} */
  line?: CodeLine;
  /** Pairings of unfinished transfers in the destination. @default {[]} */
  kept?: readonly Pairing[];
}

/**
 * Waits for senders, and asks for the code of each when it comes. A code that was given ahead is for
 * one sender, so that the meeting then has no listener to serve others from.
 *
 * @throws {CallerError} no code, and no terminal to ask for it on.
 */
export async function codeWelcome(
  args: ParsedArguments,
  context: Context,
  given: HandshakeCode | undefined,
  { line = new CodeLine(), kept = [] }: WelcomeOptions = {},
): Promise<Meeting> {
  const { terminal } = context;
  if (given === undefined && !terminal.interactive) throw missingCode();
  const welcome = new Welcome(args, context, given, line);
  welcome.remember(kept);
  const { address } = endpointOf(args, "from", "receive");
  const meeting = await listenMeeting(address, context, {
    prove: (connection, signal) => welcome.protect(connection, signal),
    onFailure: (error, connection) => {
      if (welcome.isOver(error)) throw error;
      reportRejected(error, connection, terminal);
    },
  });
  return {
    ...meeting,
    pairingOf: (connection) => welcome.pairingOf(connection),
    ...given && { listener: undefined },
  };
}

/** What is known of those who come. */
class Welcome {
  readonly #args: ParsedArguments;
  readonly #context: Context;
  readonly #given: HandshakeCode | undefined;
  readonly #guesses = new CodeGuesses();
  readonly #pace: Pace | undefined;
  readonly #admission = new Admission();
  /** By a sender's instance: what both know of each other since the code was entered. */
  readonly #known = new Map<string, Pairing>();
  readonly #ofConnection = new WeakMap<Duplex, Pairing>();
  readonly #questions = new Questions();
  /** Whether the code given ahead has brought its sender. */
  #isUsed = false;

  constructor(
    args: ParsedArguments,
    context: Context,
    given: HandshakeCode | undefined,
    line: CodeLine,
  ) {
    this.#args = args;
    this.#pace = given && paceCode(line, this.#guesses);
    this.#context = context;
    this.#given = given;
  }

  /** Takes up pairings of earlier receivers: those of the code given ahead, or all where each sender's is asked for. */
  remember(kept: readonly Pairing[]): void {
    const given = this.#given;
    for (const pairing of kept) {
      if (given === undefined || isOfCode(pairing, given)) this.#learn(pairing);
    }
  }

  /** What is known of the sender behind a connection. */
  pairingOf(connection: Duplex): Pairing | undefined {
    return this.#ofConnection.get(connection);
  }

  async protect(connection: Duplex, signal: AbortSignal): Promise<Duplex> {
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
    this.#ofConnection.set(duplex, pairing);
    return duplex;
  }

  #learn(pairing: Pairing): void {
    this.#known.delete(pairing.instance);
    this.#known.set(pairing.instance, pairing);
    if (this.#known.size > MEMORY) this.#known.delete(this.#known.keys().next().value!);
  }

  #anotherSender(): RefusedError {
    return new RefusedError(
      "refused",
      `The code is used up, and this is another sender, or the sender was restarted and shows a new code. \
For that one run: ${commandWithNewCode(this.#args)}`,
    );
  }

  /** Whether an error means that the code given ahead is dead. */
  isOver(error: unknown): boolean {
    const { left, used } = this.#guesses;
    return error instanceof RefusedError && error.code === "wrong_code" && left === 0 && !used;
  }

  #ask({ remoteAddr }: Duplex, signal: AbortSignal): Promise<HandshakeCode> {
    const question = `${remoteAddr} wants to send; the code it shows: `;
    return this.#questions.ask(
      sourceOf(remoteAddr),
      () => askForCode(question, { ...this.#context, signal }),
    );
  }
}

/** What follows from a code entered earlier is no guess at that code. */
function unless(isKnown: () => boolean, guesses: Guesses | undefined): Guesses {
  return {
    async turn() {
      if (!isKnown()) await guesses?.turn?.();
    },
    spend: () => isKnown() || (guesses?.spend() ?? true),
    succeed: () => isKnown() || guesses?.succeed(),
  };
}
