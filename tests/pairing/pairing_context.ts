/** Options and connections for tests of pairing. @module */

import type { PairingEvent } from "../../lib/pairing/event.ts";
import type { PairingOptions, Proof } from "../../lib/pairing/options.ts";
import type { HandshakeCode } from "../../lib/secure/handshake.ts";
import type { Role } from "../../lib/secure/key_schedule.ts";
import { CodeLine, type TurnOptions } from "../../lib/secure/code_line.ts";
import { handshakeCode, parseCodePhrase } from "../../lib/secure/code_phrase.ts";
import type { Address } from "../../lib/socket/address.ts";
import { dial } from "../../lib/socket/dial.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";
import {
  type SecureConnection,
  secureHandshake,
  type SecureHandshakeOptions,
} from "../../lib/channel/secure_handshake.ts";

/** Whether one machine has several IPv4 sources: only Linux accepts all of 127.0.0.0/8. */
export const hasSources = Deno.build.os === "linux";

/** Records the events of a pairing. */
export interface PairingContext extends Disposable {
  /** Aborts everything; aborted by `using`. */
  readonly signal: AbortSignal;
  /** Events, in order. */
  readonly events: readonly PairingEvent[];
  /** Codes, in order. */
  readonly codes: readonly string[];
  /** The port that it listens at. */
  readonly port: number;
  /** Options of a side that listens on loopback, or dials the address. */
  options(role: Role, proof: Proof, address?: Address): PairingOptions;
}

/** Creates a context; `using` aborts its signal at the end. */
export function pairingContext(): PairingContext {
  const events: PairingEvent[] = [];
  const stop = new AbortController();
  return {
    signal: stop.signal,
    events,
    get codes() {
      return events.filter((event) => event.type === "code").map(({ code }) => code);
    },
    get port() {
      const { address } = events.find((event) => event.type === "listening")!;
      return Number(/:(\d+)$/.exec(address)![1]);
    },
    options: (role, proof, address) => ({
      role,
      proof,
      endpoint: address === undefined
        ? { how: "listen", address: { scheme: "tcp", host: "127.0.0.1", port: 0 } }
        : { how: "dial", address },
      observe: (event) => void events.push(event),
      signal: stop.signal,
    }),
    [Symbol.dispose]: () => stop.abort(new DOMException("the test is over", "AbortError")),
  };
}

/** A connection from a source of this machine. */
export async function connectFrom(source: string, port: number): Promise<Duplex> {
  const from = source === "127.0.0.1" ? {} : { source: { host: source, port: 0 } };
  return await dial({ scheme: "tcp", host: "127.0.0.1", port }, from);
}

/** Silent connections. `using` closes them. */
export async function silentFrom(source: string, port: number, count: number): Promise<Disposable> {
  const all = await Promise.all(Array.from({ length: count }, () => connectFrom(source, port)));
  return { [Symbol.dispose]: () => all.forEach((connection) => connection.abort()) };
}

/** A handshake over a connection from a source. */
export async function shakeHands(
  source: string,
  port: number,
  options: Omit<SecureHandshakeOptions, "side">,
): Promise<SecureConnection> {
  return await secureHandshake(await connectFrom(source, port), { ...options, side: "dialler" });
}

/** The code of its printed form. */
export function codeFrom(text: string): HandshakeCode {
  return handshakeCode(parseCodePhrase(text));
}

/** Another secret for the same channel. */
export function wrong(code: HandshakeCode): HandshakeCode {
  return { ...code, secret: new TextEncoder().encode("no such words") };
}

/** Starts handshakes concurrently; resolves with their errors' codes, or "in". */
export async function tryFrom(
  source: string,
  port: number,
  count: number,
  options: { role: Role; code: HandshakeCode },
): Promise<string[]> {
  const one = () =>
    shakeHands(source, port, options).then(
      ({ duplex }) => (duplex.abort(), "in"),
      (error) => String(error.code ?? error),
    );
  return await Promise.all(Array.from({ length: count }, one));
}

/** A queue that records the sources of turns. */
export class WatchedLine extends CodeLine {
  /** Sources, in the order of their guesses. */
  readonly turns: string[] = [];

  override async turn(source: string, options: TurnOptions): Promise<void> {
    this.turns.push(source);
    await super.turn(source, options);
  }
}
