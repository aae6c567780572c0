/** The side that a code is entered at: the receiver. @module */

import type { Context, ParsedArguments } from "../cli/command.ts";
import { CallerError, ConnectionError, LocalError, SluiceError } from "../errors.ts";
import { codeSecret, completeCode, parseCodePhrase } from "../secure/code_phrase.ts";
import type { HandshakeCode } from "../secure/handshake.ts";
import { type Address, formatAddress } from "../socket/address.ts";
import type { Duplex } from "../socket/duplex.ts";
import { shellWord } from "../text/shell_word.ts";
import { secureHandshake } from "../channel/secure_handshake.ts";
import { endpointOf } from "../../commands/flags/addressing.ts";
import type { Meeting } from "./open_peer.ts";
import { isOfCode, newPairing, type Pairing, secretOf } from "./pairing.ts";

/** Times that a person may enter a code that is none. */
const MAX_TYPING_ERRORS = 3;

/**
 * Finds the sender, or dials or waits for it; the code comes from the arguments or from a person.
 *
 * @param kept Pairings of unfinished transfers in the destination.
 */
export async function codeEntry(
  args: ParsedArguments,
  context: Context,
  kept: readonly Pairing[] = [],
): Promise<Meeting> {
  const given = codeOf(args.positionals);
  if (args.value("listen") !== undefined) {
    if (given !== undefined) checkConsent(args, context);
    const { codeWelcome } = await import("./listening_code_receiver.ts");
    return await codeWelcome(args, context, given, { kept });
  }
  const code = given ?? await askForCode("code: ", context);
  const name = args.value("interface");
  if (name !== undefined) {
    const { usableNetworks } = await import("../discovery/networks.ts");
    usableNetworks({ name });
  }
  checkConsent(args, context);
  const entry = { context, args };
  const ofCode = kept.filter((pairing) => isOfCode(pairing, code));
  if (args.value("from") === undefined) return new SoughtSender(code, ofCode, entry);
  const { address } = endpointOf(args, "from", "receive");
  return new DialledSender({ code, address, kept: ofCode }, entry);
}

/** A code is not spent on an offer that cannot be agreed to. @throws {LocalError} code `declined`. */
function checkConsent(args: ParsedArguments, { terminal }: Context): void {
  if (terminal.interactive || args.has("yes")) return;
  throw new LocalError(
    "declined",
    "receive: there is no terminal to ask on; add --yes to accept without asking",
  );
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
      const { escapeText } = await import("../text/escape.ts");
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

/** How a sender is dialled. */
interface DialOptions {
  /** The code that was entered. */
  code: HandshakeCode;
  /** Where the sender listens. */
  address: Address;
  /** Pairings that the code has made before; one is used where the sender shows its instance. */
  kept?: readonly Pairing[];
  /** The pairing that the sender must show. Default: any sender is tried. */
  pairing?: Pairing;
  /** Milliseconds to reach the address. @default {CONNECT_TIMEOUT} */
  timeout?: number;
}

/** Dials a sender at one address; after a loss, the same sender. */
class DialledSender implements Meeting {
  readonly #options: DialOptions;
  readonly #entry: EntryContext;
  #pairing: Pairing | undefined;

  constructor(options: DialOptions, entry: EntryContext) {
    this.#options = options;
    this.#entry = entry;
    this.#pairing = options.pairing;
  }

  async connect(signal: AbortSignal): Promise<Duplex> {
    const { whileBusy } = await import("./retry.ts");
    const onBusy = () => this.#entry.context.terminal.note("the sender is busy; trying again");
    return await whileBusy(() => this.attempt(signal), { signal, onBusy });
  }

  /** Dials once. @throws {ConnectionError} code `peer_interrupted`: another sender is there. */
  async attempt(signal: AbortSignal): Promise<Duplex> {
    const { code, address, kept = [], timeout } = this.#options;
    const { dial } = await import("../socket/dial.ts");
    const connection = await dial(address, { signal, ...timeout !== undefined && { timeout } });
    let instance = "";
    let known = this.#pairing;
    const { duplex, resume } = await secureHandshake(connection, {
      role: "receive",
      onInstance: (bytes) => {
        instance = bytes.toHex();
        // Before a guess is shown: at another sender it would cost a code that it is not for.
        if (known && known.instance !== instance) throw restarted(this.#entry.args);
        known ??= kept.find((pairing) => pairing.instance === instance);
      },
      code: () => Promise.resolve(known ? secretOf(known) : code),
      signal,
    });
    this.#pairing = known
      ? { ...known, address }
      : newPairing(code, { key: resume, instance, address });
    return duplex;
  }

  pairingOf(): Pairing | undefined {
    return this.#pairing;
  }

  protect(connection: Duplex): Promise<Duplex> {
    return Promise.resolve(connection);
  }

  close(): void {}
}

/** What an entered code is used with. */
interface EntryContext {
  context: Context;
  args: ParsedArguments;
}

/** Goes on with the sender of an unfinished transfer, or looks for one; after a loss, goes back to its address. */
class SoughtSender implements Meeting {
  readonly #code: HandshakeCode;
  readonly #kept: readonly Pairing[];
  readonly #entry: EntryContext;
  #found: DialledSender | undefined;

  constructor(code: HandshakeCode, kept: readonly Pairing[], entry: EntryContext) {
    this.#code = code;
    this.#kept = kept;
    this.#entry = entry;
  }

  async connect(signal: AbortSignal): Promise<Duplex> {
    if (this.#found) return await this.#found.connect(signal);
    const { DIAL_TIMEOUT, findSender } = await import("./find_sender.ts");
    const code = this.#code;
    for (const pairing of this.#kept) {
      const { address } = pairing;
      if (address === undefined) continue;
      this.#entry.context.terminal.note(
        `An unfinished transfer with this code is here; trying its sender at ${
          formatAddress(address)
        }`,
      );
      const options = { code, address, pairing, timeout: DIAL_TIMEOUT };
      const sender = new DialledSender(options, this.#entry);
      try {
        const connection = await sender.attempt(signal);
        this.#found = sender;
        return connection;
      } catch (error) {
        if (signal.aborted || !(error instanceof SluiceError)) throw error;
        // The sender has gone, or another is there: the code decides.
      }
    }
    const name = this.#entry.args.value("interface");
    const { secure, address, instance } = await findSender(
      code,
      { ...this.#entry.context, signal },
      name,
    );
    const pairing = newPairing(code, { key: secure.resume, instance, address });
    this.#found = new DialledSender({ code, address, pairing }, this.#entry);
    return secure.duplex;
  }

  pairingOf(): Pairing | undefined {
    return this.#found?.pairingOf();
  }

  protect(connection: Duplex): Promise<Duplex> {
    return Promise.resolve(connection);
  }

  close(): void {}
}

/** The sender that is at the address now is another one. */
function restarted(args: ParsedArguments): ConnectionError {
  return new ConnectionError(
    "peer_interrupted",
    `The sender was restarted and shows a new code; what has arrived is kept. Run: ${
      commandWithNewCode(args)
    }`,
  );
}

/** The command for the same destination with another code. */
export function commandWithNewCode(args: ParsedArguments): string {
  const words = ["from", "listen", "into"].flatMap((flag) => {
    const value = args.value(flag);
    if (value === undefined) return [];
    return value === "" ? [`--${flag}`] : [`--${flag}`, shellWord(value)];
  });
  return ["sluice receive NEW-CODE", ...words].join(" ");
}
