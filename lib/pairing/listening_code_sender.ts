/**
 * The sender that listens, and is found by its code or its address. After too many wrong guesses it
 * replaces the code.
 *
 * @module
 */

import { LocalError, RefusedError } from "../errors.ts";
import { DEFAULT_PORT } from "../limits.ts";
import { CodeLine } from "../secure/code_line.ts";
import { codeSecret } from "../secure/code_phrase.ts";
import type { Address } from "../socket/address.ts";
import type { Duplex } from "../socket/duplex.ts";
import type { Listener } from "../socket/listen.ts";
import { listenAt } from "../socket/listen_at.ts";
import { AuthenticatedAccept } from "./accept_authenticated.ts";
import type * as AdmissionModule from "./admission.ts";
import { announceCode, type Announced } from "./announce_code.ts";
import type { PairingOptions, Proof } from "./options.ts";
import type { OnePeer, Peer } from "./peer.ts";
import { PrintedCode } from "./printed_code.ts";

/** Listens; {@linkcode OnePeer.connect} resolves with the first peer that knows the code. */
export class ListeningCodeSender implements OnePeer {
  readonly #options: PairingOptions;
  readonly #line: CodeLine;
  readonly #listener: Listener;
  readonly #isAnnounced: boolean;
  readonly #accepting: AuthenticatedAccept;
  #code: PrintedCode;
  #announced: Announced | undefined;
  #isFlooded = false;
  /** The code that a connection was checked against: another may be shown by the time it fails. */
  readonly #tried = new WeakMap<Duplex, PrintedCode>();
  #admission: ReturnType<typeof loadAdmission> | undefined;
  /** The secret of later connections of the receiver that entered the code. */
  #resume: Uint8Array | undefined;

  private constructor(
    listener: Listener,
    isAnnounced: boolean,
    { words, line = new CodeLine() }: Proof & { kind: "new_code" },
    options: PairingOptions,
  ) {
    this.#listener = listener;
    this.#isAnnounced = isAnnounced;
    this.#line = line;
    this.#options = options;
    this.#code = new PrintedCode(words);
    this.#accepting = new AuthenticatedAccept(listener, {
      prove: (connection, signal) => this.#prove(connection, signal),
      onFailure: (error, connection) => this.#onFailure(error, connection),
    });
  }

  /**
   * Listens at an address; without one at all addresses, announced by its channel. Shows the code.
   */
  static async open(
    address: Address | undefined,
    proof: Proof & { kind: "new_code" },
    options: PairingOptions,
  ): Promise<ListeningCodeSender> {
    const listener = address ? await listenAt(address) : await listenAnywhere();
    const sender = new ListeningCodeSender(listener, address === undefined, proof, options);
    if (address) {
      await options.observe({ type: "listening", address: listener.address, requested: address });
    }
    await sender.#show();
    return sender;
  }

  async #show(replaces?: string): Promise<void> {
    const { text } = this.#code;
    const announced = this.#isAnnounced;
    await this.#options.observe({
      type: "code",
      code: text,
      announced,
      ...replaces !== undefined && { replaces },
    });
    this.#announce();
  }

  #announce(): void {
    this.#announced?.close();
    if (!this.#isAnnounced) return;
    const { text, phrase, instance } = this.#code;
    const { port } = this.#listener;
    this.#announced = announceCode(
      { code: text, channel: phrase.channel, port, instance },
      this.#options,
    );
  }

  async connect(signal: AbortSignal): Promise<Peer> {
    // Loaded while the peer connects, so that showing the code does not wait for it.
    this.#admission ??= loadAdmission();
    return await this.#accepting.connect(signal);
  }

  offerAgain(): void {
    this.#resume = undefined;
    this.#code.reopen();
    this.#announce();
  }

  async #prove(connection: Duplex, signal: AbortSignal): Promise<Peer> {
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
    return { duplex };
  }

  async #onFailure(error: unknown, connection: Duplex): Promise<void> {
    const { observe } = this.#options;
    const { RepeatedGuess } = await this.#admission!;
    if (error instanceof RepeatedGuess) return;
    const peer = connection.remoteAddr;
    const code = error instanceof RefusedError ? error.code : undefined;
    if (code === "busy") {
      // Reported once: hundreds of lines a second would hide the code.
      if (!this.#isFlooded) await observe({ type: "flooded", peer });
      this.#isFlooded = true;
    } else if (code === "wrong_code") {
      await this.#onWrongCode(this.#tried.get(connection) ?? this.#code, peer);
    } else if (code === "version") {
      await observe({ type: "rejected", peer, error: error as RefusedError });
    } else {
      await observe({ type: "came_and_went", peer, error });
    }
  }

  async #onWrongCode(code: PrintedCode, peer: string): Promise<void> {
    const { observe } = this.#options;
    const { left, used } = code.guesses;
    if (used) return await observe({ type: "code_used", peer });
    if (code !== this.#code) return;
    await observe({ type: "wrong_code", peer, left });
    // Concurrent guesses may have failed as well: only the first replaces the code.
    if (left > 0 || code !== this.#code) return;
    this.#code = code.successor();
    await this.#show(peer);
  }

  close(): void {
    this.#announced?.close();
    this.#accepting.close();
  }
}

async function loadAdmission(): Promise<
  typeof AdmissionModule & { admission: AdmissionModule.Admission }
> {
  const module = await import("./admission.ts");
  return { ...module, admission: new module.Admission() };
}

/**
 * Listens at all addresses; at the default port, for which firewalls may have rules, if it is free.
 */
async function listenAnywhere(): Promise<Listener> {
  try {
    return await listenAt({ scheme: "tcp", host: "::", port: DEFAULT_PORT });
  } catch (error) {
    if (!(error instanceof LocalError)) throw error;
    return await listenAt({ scheme: "tcp", host: "::", port: 0 });
  }
}
