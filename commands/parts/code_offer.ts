/**
 * The side that prints a code: the sender. It waits for whoever knows it, wherever they come from,
 * and gives the code up when it was guessed at too often.
 *
 * @module
 */

import type { Context, ParsedArguments } from "../../lib/cli/command.ts";
import { ConnectionError, LocalError, RefusedError } from "../../lib/errors.ts";
import { DEFAULT_PORT, MAX_HANDSHAKES } from "../../lib/limits.ts";
import { codeSecret } from "../../lib/secure/code_phrase.ts";
import type { Address } from "../../lib/socket/address.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";
import type { Listener } from "../../lib/socket/listen.ts";
import { announceCode, type Announced } from "./announce_code.ts";
import { DiscoveryWarnings } from "./discovery_warnings.ts";
import { announce, endpointOf, listenAt } from "./endpoint.ts";
import type { Meeting } from "./meeting.ts";
import { PrintedCode } from "./printed_code.ts";
import { wordCount } from "./word_count.ts";

/** Said after what discovery could not do. */
const ADVICE = "If the receiver does not find this machine, use sluice receive CODE --from HOST " +
  "there, or sluice send PATH --to HOST here";

/** Prints a code and waits, or dials with `--to` and waits for the other side to enter it. */
export async function codeOffer(args: ParsedArguments, context: Context): Promise<Meeting> {
  const words = wordCount(args);
  const isAlone = args.value("to") === undefined && args.value("listen") === undefined;
  if (isAlone) {
    const name = args.value("interface");
    if (name !== undefined) {
      const { usableNetworks } = await import("../../lib/discovery/networks.ts");
      usableNetworks({ name });
    }
    const offer = new CodeOffer(words, context, name);
    await offer.open();
    return offer;
  }
  const { how, address } = endpointOf(args, "to", "send");
  if (how === "dial") {
    const { CodeDial } = await import("./code_dial.ts");
    return new CodeDial(address, words, context);
  }
  const offer = new CodeOffer(words, context);
  await offer.open(address);
  return offer;
}

/** Listens; {@linkcode Meeting.connect} resolves with the first that knows the code. */
class CodeOffer implements Meeting {
  readonly #context: Context;
  readonly #interface: string | undefined;
  readonly #warnings: DiscoveryWarnings;
  #listener!: Listener;
  #code: PrintedCode;
  #announced: Announced | undefined;
  #isAnnounced = false;
  #accepting: Promise<Duplex | undefined> | undefined;
  /** What the peer and we know of each other once it has entered the code. */
  #resume: Uint8Array | undefined;

  constructor(words: number, context: Context, name?: string) {
    this.#context = context;
    this.#interface = name;
    this.#warnings = new DiscoveryWarnings(context.terminal, ADVICE);
    this.#code = new PrintedCode(words);
  }

  /** Listens at an address; without one on every address, found by its channel. */
  async open(address?: Address): Promise<void> {
    this.#listener = address ? await listenAt(address) : await listenAnywhere();
    if (address) await announce(this.#listener, address, this.#context.terminal);
    this.#isAnnounced = address === undefined;
    await this.#show();
  }

  async #show(): Promise<void> {
    const { terminal } = this.#context;
    const { text, phrase, instance } = this.#code;
    await terminal.event({ event: "code", code: text });
    // Also with --quiet: nobody could go on without it.
    terminal.warn(`code: ${text}`);
    this.#announced?.close();
    if (!this.#isAnnounced) return;
    terminal.note(`on the other machine:  sluice receive ${text}`);
    const { port } = this.#listener;
    this.#announced = announceCode(
      { code: text, channel: phrase.channel, port, instance },
      this.#context.terminal,
      this.#interface,
      this.#warnings,
    );
  }

  async connect(signal: AbortSignal): Promise<Duplex> {
    const won = Promise.withResolvers<Duplex>();
    const over = new AbortController();
    const either = AbortSignal.any([signal, over.signal]);
    const onAbort = () => won.reject(signal.reason);
    signal.addEventListener("abort", onAbort);
    // Handshakes take part in the work of making the connection; they are not worth waiting for.
    void import("../../lib/transfer/secure_handshake.ts");
    this.#welcome(won, either).catch(won.reject);
    try {
      signal.throwIfAborted();
      return await won.promise;
    } finally {
      signal.removeEventListener("abort", onAbort);
      over.abort(new ConnectionError("interrupted", "another one has entered the code"));
    }
  }

  /** Lets everybody try, a number of them at once, until it is over. */
  async #welcome(
    { resolve, reject }: PromiseWithResolvers<Duplex>,
    signal: AbortSignal,
  ): Promise<void> {
    const running = new Set<Promise<void>>();
    const aborted = new Promise<"aborted">((resolve) =>
      signal.addEventListener("abort", () => resolve("aborted"))
    );
    while (!signal.aborted) {
      this.#accepting ??= this.#listener.accept();
      const connection = await Promise.race([this.#accepting, aborted]);
      if (connection === "aborted") return;
      this.#accepting = undefined;
      if (connection === undefined) return;
      if (running.size >= MAX_HANDSHAKES) {
        connection.abort();
        continue;
      }
      const trial: Promise<void> = this.#greet(connection, signal)
        .then(resolve, (error) => signal.aborted ? undefined : this.#failed(error, connection))
        .catch(reject)
        .finally(() => running.delete(trial));
      running.add(trial);
    }
  }

  async #greet(connection: Duplex, signal: AbortSignal): Promise<Duplex> {
    const { secureHandshake } = await import("../../lib/transfer/secure_handshake.ts");
    const code = this.#code;
    const { channel } = code.phrase;
    const again = this.#resume !== undefined;
    const { duplex, resume } = await secureHandshake(connection, {
      role: "send",
      code: { channel, secret: this.#resume ?? codeSecret(code.phrase) },
      ...!again && { guesses: code.guesses },
      instance: code.instance,
      signal,
    });
    this.#resume = resume;
    this.#announced?.close();
    return duplex;
  }

  async #failed(error: unknown, { remoteAddr }: Duplex): Promise<void> {
    const { terminal } = this.#context;
    if (!(error instanceof RefusedError && error.code === "wrong_code")) {
      const { escapeText } = await import("../../lib/text/escape.ts");
      const text = error instanceof Error ? error.message : String(error);
      terminal.note(`${remoteAddr} came and went: ${escapeText(text)}`);
      return;
    }
    const { left, used } = this.#code.guesses;
    if (used) {
      terminal.note(
        `${remoteAddr} came with a code, and ours is used up; send again for a new one`,
      );
      return;
    }
    await terminal.event({ event: "wrong_code", peer: remoteAddr, left });
    if (left > 0) {
      terminal.warn(`${remoteAddr} entered a wrong code; ${left} more and this one is dead`);
      return;
    }
    // Others may have failed at the same moment: the first to see it dead buries it.
    const dead = this.#code;
    if (dead.guesses.left > 0) return;
    terminal.warn(`${remoteAddr} entered a wrong code; that was the third, so the code is dead`);
    this.#code = dead.successor();
    terminal.warn("a new one:");
    await this.#show();
  }

  protect(): Promise<Duplex> {
    return Promise.reject(new TypeError("a code is for one receiver"));
  }

  close(): void {
    this.#announced?.close();
    this.#listener.close();
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
