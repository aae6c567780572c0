/** The sender that dials: its code is entered at the machine that it dials. @module */

import { sleep } from "../async.ts";
import { RefusedError } from "../errors.ts";
import { PROMPT_TIMEOUT } from "../limits.ts";
import { CodeLine } from "../secure/code_line.ts";
import { codeSecret } from "../secure/code_phrase.ts";
import type { Address } from "../socket/address.ts";
import type { PairingObserver } from "./event.ts";
import type { PairingOptions, Proof } from "./options.ts";
import type { OnePeer, Peer } from "./peer.ts";
import { PrintedCode } from "./printed_code.ts";

/** The source of all guesses: there is one receiver, whatever address it has. */
const THE_RECEIVER = "";

/** Dials a receiver, where the code is entered; dials again after a wrong one. */
export class DiallingCodeSender implements OnePeer {
  readonly #address: Address;
  readonly #observe: PairingObserver;
  readonly #line: CodeLine;
  #code: PrintedCode;
  /** The address for which the code was shown. */
  #peer: string | undefined;
  /** The secret of later handshakes of the two. */
  #resume: Uint8Array | undefined;

  /** Shows no code until the receiver has connected. */
  constructor(
    address: Address,
    { words, line = new CodeLine() }: Proof & { kind: "new_code" },
    { observe }: PairingOptions,
  ) {
    this.#line = line;
    this.#address = address;
    this.#observe = observe;
    this.#code = new PrintedCode(words);
  }

  async connect(signal: AbortSignal): Promise<Peer> {
    for (;;) {
      try {
        return await this.#attempt(signal);
      } catch (error) {
        const isWrong = error instanceof RefusedError && error.code === "wrong_code";
        // The secret of later handshakes is not typed, so a wrong one is no typing error.
        if (!isWrong || this.#resume !== undefined) throw error;
        await this.#onWrongCode();
      }
    }
  }

  async #attempt(signal: AbortSignal): Promise<Peer> {
    const { dial } = await import("../socket/dial.ts");
    const { secureHandshake } = await import("../channel/secure_handshake.ts");
    const { paceCode } = await import("./admission.ts");
    // Guesses are delayed on this side: a receiver does not wait as long as a user who enters
    // codes.
    await sleep(this.#line.delay(THE_RECEIVER), signal);
    const connection = await dial(this.#address, { signal });
    if (this.#peer === undefined) {
      this.#peer = connection.remoteAddr;
      await this.#observe({ type: "code", code: this.#code.text, peer: this.#peer });
    }
    const { phrase, guesses, instance } = this.#code;
    const { duplex, resume } = await secureHandshake(connection, {
      role: "send",
      side: "dialler",
      code: { channel: phrase.channel, secret: this.#resume ?? codeSecret(phrase) },
      ...this.#resume === undefined && {
        guesses: paceCode(this.#line, guesses)(THE_RECEIVER, signal),
        promptTimeout: PROMPT_TIMEOUT,
      },
      instance,
      signal,
    });
    this.#resume ??= resume;
    return { duplex };
  }

  async #onWrongCode(): Promise<void> {
    const { left } = this.#code.guesses;
    const redial = this.#line.delay(THE_RECEIVER);
    await this.#observe({ type: "wrong_code", peer: this.#peer!, left, redial });
    if (left > 0) return;
    this.#code = this.#code.successor();
    this.#peer = undefined;
  }

  close(): void {}
}
