/** The sender that dials: its code is entered where it has dialled to. @module */

import type { Context } from "../cli/command.ts";
import { RefusedError } from "../errors.ts";
import { PROMPT_TIMEOUT } from "../limits.ts";
import type { CodeLine } from "../secure/code_line.ts";
import { codeSecret } from "../secure/code_phrase.ts";
import type { Address } from "../socket/address.ts";
import type { Duplex } from "../socket/duplex.ts";
import type { Meeting } from "./open_peer.ts";
import { PrintedCode } from "./printed_code.ts";
import { pause } from "./retry.ts";

/** Whose guesses are paced: there is one receiver, wherever its address leads. */
const THE_RECEIVER = "";

/** Dials a receiver, where somebody enters the code; a wrong one may be entered again. */
export class CodeDial implements Meeting {
  readonly #address: Address;
  readonly #context: Context;
  readonly #line: CodeLine;
  #code: PrintedCode;
  /** Who was shown to be the one to enter the code at. */
  #peer: string | undefined;
  #resume: Uint8Array | undefined;

  /** Prints nothing yet: first the other side must be there. */
  constructor(address: Address, words: number, context: Context, line: CodeLine) {
    this.#line = line;
    this.#address = address;
    this.#context = context;
    this.#code = new PrintedCode(words);
  }

  async connect(signal: AbortSignal): Promise<Duplex> {
    for (;;) {
      try {
        return await this.#attempt(signal);
      } catch (error) {
        const isWrong = error instanceof RefusedError && error.code === "wrong_code";
        // With what follows from a code there are no typing errors.
        if (!isWrong || this.#resume !== undefined) throw error;
        await this.#wrong();
      }
    }
  }

  async #attempt(signal: AbortSignal): Promise<Duplex> {
    const { dial } = await import("../socket/dial.ts");
    const { secureHandshake } = await import("../channel/secure_handshake.ts");
    const { paceCode } = await import("./admission.ts");
    // A guess waits here: at the other side, no program waits for as long as a user who guesses on.
    await pause(this.#line.delay(THE_RECEIVER), signal);
    const connection = await dial(this.#address, { signal });
    if (this.#peer === undefined) await this.#show(connection.remoteAddr);
    const { phrase, guesses, instance } = this.#code;
    const secure = await secureHandshake(connection, {
      role: "send",
      code: { channel: phrase.channel, secret: this.#resume ?? codeSecret(phrase) },
      ...this.#resume === undefined && {
        guesses: paceCode(this.#line, guesses)(THE_RECEIVER, signal),
        patience: PROMPT_TIMEOUT,
      },
      instance,
      signal,
    });
    this.#resume ??= secure.resume;
    return secure.duplex;
  }

  async #show(peer: string): Promise<void> {
    const { terminal } = this.#context;
    this.#peer = peer;
    await terminal.event({ event: "code", code: this.#code.text });
    terminal.warn(`code: ${this.#code.text}`);
    terminal.note(`to be entered at ${peer}`);
  }

  async #wrong(): Promise<void> {
    const { terminal } = this.#context;
    const { left } = this.#code.guesses;
    await terminal.event({ event: "wrong_code", peer: this.#peer, left });
    const seconds = Math.round(this.#line.delay(THE_RECEIVER) / 1000);
    if (seconds > 0) terminal.note(`dialling again in ${seconds} s`);
    if (left > 0) {
      terminal.warn(`a wrong code was entered; ${left} more and this one is dead`);
      return;
    }
    terminal.warn("a wrong code was entered; that was the third, so the code is dead");
    this.#code = this.#code.successor();
    this.#peer = undefined;
    terminal.warn("a new one:");
  }

  protect(connection: Duplex): Promise<Duplex> {
    return Promise.resolve(connection);
  }

  close(): void {}
}
