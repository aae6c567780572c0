/**
 * The side that prints a code: the sender. It waits for whoever knows it, wherever they come from,
 * and gives the code up when it was guessed at too often.
 *
 * @module
 */

import type { Context, ParsedArguments } from "../cli/command.ts";
import { LocalError, RefusedError } from "../errors.ts";
import { DEFAULT_PORT } from "../limits.ts";
import { CodeLine } from "../secure/code_line.ts";
import { codeSecret } from "../secure/code_phrase.ts";
import type { Address } from "../socket/address.ts";
import type { Duplex } from "../socket/duplex.ts";
import type { Listener } from "../socket/listen.ts";
import type { Admission, paceCode as PaceCode } from "./admission.ts";
import { announceCode, type Announced } from "./announce_code.ts";
import { DiscoveryWarnings } from "../../commands/views/discovery_warnings.ts";
import { announce, endpointOf, listenAt } from "../../commands/flags/addressing.ts";
import { FirstProven } from "./accept_authenticated.ts";
import type { Meeting } from "./open_peer.ts";
import { PrintedCode } from "./printed_code.ts";
import { wordCount } from "../../commands/flags/words.ts";

/** Said after what discovery could not do. */
const ADVICE = "If the receiver does not find this machine, use sluice receive CODE --from HOST " +
  "there, or sluice send PATH --to HOST here";

/**
 * Prints a code and waits, or dials with `--to` and waits for the other side to enter it.
 *
 * @param line Paces the guesses at its codes.
 */
export async function codeOffer(
  args: ParsedArguments,
  context: Context,
  line: CodeLine = new CodeLine(),
): Promise<Meeting> {
  const words = wordCount(args);
  const isAlone = args.value("to") === undefined && args.value("listen") === undefined;
  if (isAlone) {
    const name = args.value("interface");
    if (name !== undefined) {
      const { usableNetworks } = await import("../discovery/networks.ts");
      usableNetworks({ name });
    }
    const offer = new CodeOffer(words, context, line, name);
    await offer.open();
    return offer;
  }
  const { how, address } = endpointOf(args, "to", "send");
  if (how === "dial") {
    const { CodeDial } = await import("./dialling_code_sender.ts");
    return new CodeDial(address, words, context, line);
  }
  const offer = new CodeOffer(words, context, line);
  await offer.open(address);
  return offer;
}

/** Listens; {@linkcode Meeting.connect} resolves with the first that knows the code. */
class CodeOffer implements Meeting {
  readonly #context: Context;
  readonly #interface: string | undefined;
  readonly #warnings: DiscoveryWarnings;
  readonly #line: CodeLine;
  #listener!: Listener;
  #code: PrintedCode;
  #announced: Announced | undefined;
  #isAnnounced = false;
  #isFlooded = false;
  /** The code that a connection was judged by: another may be shown by the time that it fails. */
  readonly #tried = new WeakMap<Duplex, PrintedCode>();
  #arrivals!: FirstProven;
  #admission: Promise<{ admission: Admission; paceCode: typeof PaceCode }> | undefined;
  /** The secret of later connections of the receiver that has entered the code. */
  #resume: Uint8Array | undefined;

  constructor(words: number, context: Context, line: CodeLine, name?: string) {
    this.#line = line;
    this.#context = context;
    this.#interface = name;
    this.#warnings = new DiscoveryWarnings(context.terminal, ADVICE);
    this.#code = new PrintedCode(words);
  }

  /** Listens at an address; without one on every address, found by its channel. */
  async open(address?: Address): Promise<void> {
    this.#listener = address ? await listenAt(address) : await listenAnywhere();
    this.#arrivals = new FirstProven(this.#listener, {
      prove: (connection, signal) => this.#greet(connection, signal),
      onFailure: (error, connection) => this.#failed(error, connection),
    });
    if (address) await announce(this.#listener, address, this.#context.terminal);
    this.#isAnnounced = address === undefined;
    await this.#show();
  }

  async #show(): Promise<void> {
    const { terminal } = this.#context;
    const { text } = this.#code;
    await terminal.event({ event: "code", code: text });
    // Also with --quiet: nobody could go on without it.
    terminal.warn(`code: ${text}`);
    if (this.#isAnnounced) terminal.note(`on the other machine:  sluice receive ${text}`);
    this.#announce();
  }

  #announce(): void {
    this.#announced?.close();
    if (!this.#isAnnounced) return;
    const { text, phrase, instance } = this.#code;
    const { port } = this.#listener;
    this.#announced = announceCode(
      { code: text, channel: phrase.channel, port, instance },
      this.#context.terminal,
      this.#interface,
      this.#warnings,
    );
  }

  async connect(signal: AbortSignal): Promise<Duplex> {
    // Handshakes take part in the work of making the connection; they are not worth waiting for.
    this.#admission ??= import("./admission.ts").then(({ Admission, paceCode }) => ({
      admission: new Admission(),
      paceCode,
    }));
    return await this.#arrivals.connect(signal);
  }

  offerAgain(): void {
    this.#resume = undefined;
    this.#code.reopen();
    this.#announce();
  }

  async #greet(connection: Duplex, signal: AbortSignal): Promise<Duplex> {
    const { admission, paceCode } = await this.#admission!;
    const code = this.#code;
    this.#tried.set(connection, code);
    const { channel } = code.phrase;
    const again = this.#resume !== undefined;
    const { duplex, resume } = await admission.prove(connection, signal, () => ({
      role: "send",
      code: { channel, secret: this.#resume ?? codeSecret(code.phrase) },
      ...!again && { pace: paceCode(this.#line, code.guesses) },
      instance: code.instance,
    }));
    this.#resume ??= resume;
    this.#announced?.close();
    return duplex;
  }

  async #failed(error: unknown, connection: Duplex): Promise<void> {
    const { terminal } = this.#context;
    const { remoteAddr } = connection;
    if (!(error instanceof RefusedError)) return await this.#noteLoss(error, remoteAddr);
    if (error.code === "busy") return this.#warnOfFlood(remoteAddr);
    if (error.code !== "wrong_code") return await this.#noteLoss(error, remoteAddr);
    const code = this.#tried.get(connection) ?? this.#code;
    const { left, used } = code.guesses;
    if (used) {
      terminal.note(
        `${remoteAddr} came with a code, and ours is used up; send again for a new one`,
      );
      return;
    }
    if (code !== this.#code) return;
    await terminal.event({ event: "wrong_code", peer: remoteAddr, left });
    if (left > 0) {
      terminal.warn(`${remoteAddr} entered a wrong code; ${left} more and this one is dead`);
      return;
    }
    // Others may have failed at the same moment: the first replaces the code.
    if (code !== this.#code) return;
    terminal.warn(`${remoteAddr} entered a wrong code; that was the third, so the code is dead`);
    this.#code = code.successor();
    terminal.warn("a new one:");
    await this.#show();
  }

  async #noteLoss(error: unknown, remoteAddr: string): Promise<void> {
    const { escapeText } = await import("../text/escape.ts");
    const text = error instanceof Error ? error.message : String(error);
    this.#context.terminal.note(`${remoteAddr} came and went: ${escapeText(text)}`);
  }

  /** Once: a line for each of hundreds a second would hide the code. */
  #warnOfFlood(remoteAddr: string): void {
    if (this.#isFlooded) return;
    this.#isFlooded = true;
    this.#context.terminal.warn(
      `${remoteAddr} connects or guesses too often; closing connections without judging them`,
    );
  }

  protect(): Promise<Duplex> {
    return Promise.reject(new TypeError("a code is for one receiver"));
  }

  close(): void {
    this.#announced?.close();
    this.#arrivals.close();
  }
}

/** On every address; at the usual port, which firewalls may know, unless somebody has it. */
async function listenAnywhere(): Promise<Listener> {
  try {
    return await listenAt({ scheme: "tcp", host: "::", port: DEFAULT_PORT });
  } catch (error) {
    if (!(error instanceof LocalError)) throw error;
    return await listenAt({ scheme: "tcp", host: "::", port: 0 });
  }
}
