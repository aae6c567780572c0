/** The side that a code is entered at: the receiver. @module */

import type { Context, ParsedArguments } from "../../lib/cli/command.ts";
import { CallerError } from "../../lib/errors.ts";
import { codeSecret, completeCode, parseCodePhrase } from "../../lib/secure/code_phrase.ts";
import type { HandshakeCode } from "../../lib/secure/handshake.ts";
import type { Address } from "../../lib/socket/address.ts";
import { secureHandshake } from "../../lib/transfer/secure_handshake.ts";
import { endpointOf } from "./endpoint.ts";
import type { Meeting } from "./meeting.ts";

/** Times that a person may enter a code that is none. */
const MAX_TYPING_ERRORS = 3;

/** Finds the sender, or dials or waits for it; the code comes from the arguments or from a person. */
export async function codeEntry(args: ParsedArguments, context: Context): Promise<Meeting> {
  const given = codeOf(args.positionals);
  if (args.value("listen") !== undefined) {
    const { codeWelcome } = await import("./code_welcome.ts");
    return await codeWelcome(args, context, given);
  }
  const code = given ?? await askForCode("code: ", context);
  if (args.value("from") === undefined) return finding(code, args.value("interface"), context);
  const { address } = endpointOf(args, "from", "receive");
  return dialling(code, address, context);
}

/** The code in the arguments, whatever stands between its parts. @throws {CallerError} it is none. */
export function codeOf(words: readonly string[]): HandshakeCode | undefined {
  if (words.length === 0) return undefined;
  const phrase = parseCodePhrase(words.join(" "));
  return { channel: phrase.channel, secret: codeSecret(phrase) };
}

/** Asks a person. @throws {CallerError} there is nobody to ask, or what was typed is no code. */
export async function askForCode(
  question: string,
  { terminal, signal }: Context,
): Promise<HandshakeCode> {
  for (let errors = 0;;) {
    const answer = await terminal.ask(question, signal, completeCode);
    if (answer === undefined) throw missingCode();
    try {
      return codeOf([answer])!;
    } catch (error) {
      if (!(error instanceof CallerError) || ++errors >= MAX_TYPING_ERRORS) throw error;
      const { escapeText } = await import("../../lib/text/escape.ts");
      terminal.warn(escapeText(error.message));
    }
  }
}

/** Nobody has said a code, and nobody can be asked. */
export function missingCode(): CallerError {
  return new CallerError(
    "usage",
    "receive: missing code, and no terminal to ask on: sluice receive CODE, or --secret-file FILE",
  );
}

/** Dials an address that the user named. */
function dialling(code: HandshakeCode, address: Address, { terminal }: Context): Meeting {
  let resume: Uint8Array | undefined;
  const attempt = async (signal: AbortSignal) => {
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
  };
  return {
    async connect(signal) {
      const { whileBusy } = await import("./retry.ts");
      const onBusy = () => terminal.note("the sender is busy; trying again");
      return await whileBusy(() => attempt(signal), { signal, onBusy });
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
      found = { meeting: dialling({ ...code, secret: secure.resume }, address, context) };
      return secure.duplex;
    },
    protect: (connection) => Promise.resolve(connection),
    close() {},
  };
}
