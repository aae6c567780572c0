/** The side that a code is entered at: the receiver. @module */

import type { Context, ParsedArguments } from "../../lib/cli/command.ts";
import { CallerError, RefusedError, SluiceError } from "../../lib/errors.ts";
import { codeSecret, parseCodePhrase } from "../../lib/secure/code_phrase.ts";
import { CodeGuesses } from "../../lib/secure/guesses.ts";
import type { HandshakeCode } from "../../lib/secure/handshake.ts";
import type { Address } from "../../lib/socket/address.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";
import { secureHandshake } from "../../lib/transfer/secure_handshake.ts";
import { endpointOf } from "./endpoint.ts";
import { basicMeeting, type Meeting } from "./meeting.ts";

/** Times that a person may enter a code that is none. */
const MAX_TYPING_ERRORS = 3;

/** Finds the sender, or dials or waits for it; the code comes from the arguments or from a person. */
export async function codeEntry(args: ParsedArguments, context: Context): Promise<Meeting> {
  const given = codeOf(args.positionals);
  if (args.value("listen") !== undefined) return await listening(args, context, given);
  const code = given ?? await askForCode("code: ", context);
  if (args.value("from") === undefined) return finding(code, args.value("interface"), context);
  const { address } = endpointOf(args, "from", "receive");
  return dialling(code, address);
}

/** The code in the arguments, whatever stands between its parts. @throws {CallerError} it is none. */
export function codeOf(words: readonly string[]): HandshakeCode | undefined {
  if (words.length === 0) return undefined;
  const phrase = parseCodePhrase(words.join(" "));
  return { channel: phrase.channel, secret: codeSecret(phrase) };
}

/** @throws {CallerError} there is nobody to ask, or what was typed is no code. */
async function askForCode(question: string, { terminal, signal }: Context): Promise<HandshakeCode> {
  for (let errors = 0;;) {
    const answer = await terminal.ask(question, signal);
    if (answer === undefined) {
      throw new CallerError(
        "usage",
        "receive: missing code, and no terminal to ask on: sluice receive CODE, or --secret-file",
      );
    }
    try {
      return codeOf([answer])!;
    } catch (error) {
      if (!(error instanceof CallerError) || ++errors >= MAX_TYPING_ERRORS) throw error;
      const { escapeText } = await import("../../lib/cli/escape.ts");
      terminal.warn(escapeText(error.message));
    }
  }
}

/** Dials an address that somebody named. */
function dialling(code: HandshakeCode, address: Address): Meeting {
  let resume: Uint8Array | undefined;
  return {
    async connect(signal) {
      const { dial } = await import("../../lib/socket/dial.ts");
      const connection = await dial(address, { signal });
      const secret = resume ?? code.secret;
      const secure = await secureHandshake(connection, {
        role: "receive",
        code: { ...code, secret },
        signal,
      });
      resume = secure.resume;
      return secure.duplex;
    },
    protect: (connection) => Promise.resolve(connection),
    close() {},
  };
}

/** Looks for the sender; after a loss, goes back to the address where it was. */
function finding(code: HandshakeCode, name: string | undefined, context: Context): Meeting {
  let found: { meeting: Meeting } | undefined;
  return {
    async connect(signal) {
      if (found) return await found.meeting.connect(signal);
      const { findSender } = await import("./find_sender.ts");
      const { secure, address } = await findSender(code, { ...context, signal }, name);
      found = { meeting: dialling({ ...code, secret: secure.resume }, address) };
      return secure.duplex;
    },
    protect: (connection) => Promise.resolve(connection),
    close() {},
  };
}

/** Listens for a sender that dials; it has printed a code, which is asked for when it comes. */
async function listening(
  args: ParsedArguments,
  context: Context,
  given: HandshakeCode | undefined,
): Promise<Meeting> {
  const { terminal } = context;
  const guesses = given && new CodeGuesses();
  let resume: HandshakeCode | undefined;
  let asking: Promise<unknown> = Promise.resolve();
  const protect = async (connection: Duplex, signal = context.signal) => {
    const ask = () =>
      asking = asking.catch(() => {}).then(() =>
        askForCode(`${connection.remoteAddr} wants to send; the code it shows: `, {
          ...context,
          signal,
        })
      );
    let code = resume ?? given;
    const secure = await secureHandshake(connection, {
      role: "receive",
      code: code ?? (async () => code = await ask() as HandshakeCode),
      ...!resume && guesses && { guesses },
      signal,
    });
    if (args.has("once")) resume = { channel: code!.channel, secret: secure.resume };
    return secure.duplex;
  };
  const meeting = await basicMeeting(endpointOf(args, "from", "receive"), context, protect);
  const connect = async (signal: AbortSignal) => {
    for (;;) {
      try {
        return await meeting.connect(signal);
      } catch (error) {
        const isWrong = error instanceof RefusedError && error.code === "wrong_code";
        const isOver = isWrong && guesses?.left === 0;
        if (signal.aborted || isOver || !(error instanceof SluiceError)) throw error;
        if (error instanceof CallerError) throw error;
        const { escapeText } = await import("../../lib/cli/escape.ts");
        terminal.warn(`${escapeText(error.message)}; waiting for the next one`);
      }
    }
  };
  return { ...meeting, connect };
}
