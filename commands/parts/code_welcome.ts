/**
 * The receiver that listens: senders come to it, each with a code that it has printed and that is
 * entered here.
 *
 * @module
 */

import type { Context, ParsedArguments } from "../../lib/cli/command.ts";
import { escapeText } from "../../lib/text/escape.ts";
import { CallerError, RefusedError, SluiceError } from "../../lib/errors.ts";
import { CodeGuesses } from "../../lib/secure/guesses.ts";
import type { HandshakeCode } from "../../lib/secure/handshake.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";
import { secureHandshake } from "../../lib/transfer/secure_handshake.ts";
import { askForCode, missingCode } from "./code_entry.ts";
import { endpointOf } from "./endpoint.ts";
import { basicMeeting, type Meeting } from "./meeting.ts";

/** Senders that are known again when their connection was lost: the last so many. */
const MEMORY = 64;

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
): Promise<Meeting> {
  const { terminal } = context;
  if (given === undefined && !terminal.interactive) throw missingCode();
  const welcome = new Welcome(context, given);
  const protect = (connection: Duplex, signal = context.signal) =>
    welcome.protect(connection, signal);
  const meeting = await basicMeeting(endpointOf(args, "from", "receive"), context, protect);
  const connect = async (signal: AbortSignal) => {
    for (;;) {
      try {
        return await meeting.connect(signal);
      } catch (error) {
        const isOver = signal.aborted || error instanceof CallerError || welcome.isOver(error);
        if (isOver || !(error instanceof SluiceError)) throw error;
        terminal.warn(`${escapeText(error.message)}; waiting for the next one`);
      }
    }
  };
  return { ...meeting, connect, ...given && { listener: undefined } };
}

/** What is known of those who come. */
class Welcome {
  readonly #context: Context;
  readonly #given: HandshakeCode | undefined;
  readonly #guesses = new CodeGuesses();
  /** By a sender's instance: what both know of each other since the code was entered. */
  readonly #known = new Map<string, HandshakeCode>();
  #asking: Promise<unknown> = Promise.resolve();

  constructor(context: Context, given: HandshakeCode | undefined) {
    this.#context = context;
    this.#given = given;
  }

  async protect(connection: Duplex, signal: AbortSignal): Promise<Duplex> {
    let instance = "";
    let code: HandshakeCode | undefined;
    const isKnown = () => this.#known.has(instance);
    const secure = await secureHandshake(connection, {
      role: "receive",
      onInstance: (bytes) => void (instance = bytes.toHex()),
      code: async () =>
        code = this.#known.get(instance) ?? this.#given ?? await this.#ask(connection, signal),
      // What follows from a code entered earlier is no guess at that code.
      ...this.#given && {
        guesses: {
          spend: () => isKnown() || this.#guesses.spend(),
          succeed: () => isKnown() || this.#guesses.succeed(),
        },
      },
      signal,
    });
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

  /** One question at a time: there is one keyboard. */
  #ask({ remoteAddr }: Duplex, signal: AbortSignal): Promise<HandshakeCode> {
    const question = `${remoteAddr} wants to send; the code it shows: `;
    const answer = this.#asking.then(() => askForCode(question, { ...this.#context, signal }));
    this.#asking = answer.catch(() => {});
    return answer;
  }
}
