/**
 * The receiver that listens: senders come to it, each with a code that it has printed and that is
 * entered here.
 *
 * @module
 */

import type { Context, ParsedArguments } from "../../lib/cli/command.ts";
import { RefusedError } from "../../lib/errors.ts";
import { CodeLine } from "../../lib/secure/code_line.ts";
import { CodeGuesses, type Guesses } from "../../lib/secure/guesses.ts";
import type { HandshakeCode } from "../../lib/secure/handshake.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";
import { sourceOf } from "../../lib/socket/source_of.ts";
import { Admission, type Pace, paceCode } from "./admission.ts";
import { askForCode, missingCode } from "./code_entry.ts";
import { endpointOf } from "./endpoint.ts";
import { listenMeeting, type Meeting } from "./meeting.ts";
import { Questions } from "./questions.ts";
import { reportRejected } from "./report_rejected.ts";

/** Senders that are known again when their connection was lost: the last so many. */
const MEMORY = 64;

/**
 * Waits for senders, and asks for the code of each when it comes. A code that was given ahead is for
 * one sender, so that the meeting then has no listener to serve others from.
 *
 * @param line Paces the guesses at a code that was given ahead.
 * @throws {CallerError} no code, and no terminal to ask for it on.
 */
export async function codeWelcome(
  args: ParsedArguments,
  context: Context,
  given: HandshakeCode | undefined,
  line: CodeLine = new CodeLine(),
): Promise<Meeting> {
  const { terminal } = context;
  if (given === undefined && !terminal.interactive) throw missingCode();
  const welcome = new Welcome(context, given, line);
  const { address } = endpointOf(args, "from", "receive");
  const meeting = await listenMeeting(address, context, {
    prove: (connection, signal) => welcome.protect(connection, signal),
    onFailure: (error, connection) => {
      if (welcome.isOver(error)) throw error;
      reportRejected(error, connection, terminal);
    },
  });
  return { ...meeting, ...given && { listener: undefined } };
}

/** What is known of those who come. */
class Welcome {
  readonly #context: Context;
  readonly #given: HandshakeCode | undefined;
  readonly #guesses = new CodeGuesses();
  readonly #pace: Pace | undefined;
  readonly #admission = new Admission();
  /** By a sender's instance: what both know of each other since the code was entered. */
  readonly #known = new Map<string, HandshakeCode>();
  readonly #questions = new Questions();

  constructor(context: Context, given: HandshakeCode | undefined, line: CodeLine) {
    this.#pace = given && paceCode(line, this.#guesses);
    this.#context = context;
    this.#given = given;
  }

  async protect(connection: Duplex, signal: AbortSignal): Promise<Duplex> {
    let instance = "";
    let code: HandshakeCode | undefined;
    let isKnown = false;
    const secure = await this.#admission.prove(connection, signal, (signal) => ({
      role: "receive",
      onInstance: (bytes) => void (instance = bytes.toHex()),
      code: async () => {
        const known = this.#known.get(instance);
        isKnown = known !== undefined;
        return code = known ?? this.#given ?? await this.#ask(connection, signal);
      },
      pace: (source, signal) => unless(() => isKnown, this.#pace?.(source, signal)),
    }));
    this.#known.delete(instance);
    this.#known.set(instance, { channel: code!.channel, secret: secure.resume });
    if (this.#known.size > MEMORY) this.#known.delete(this.#known.keys().next().value!);
    return secure.duplex;
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
