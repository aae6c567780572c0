/** Runs the handshake of security 1 over a connection. @module */

import { ConnectionError, type SluiceError } from "../errors.ts";
import { PREFACE_BYTES, Security } from "../frame/frame.ts";
import { agree, encodePreface } from "./preface.ts";
import { HANDSHAKE_TIMEOUT } from "../limits.ts";
import type { Guesses } from "../secure/guesses.ts";
import { Handshake, type HandshakeCode, type SessionKeys } from "../secure/handshake.ts";
import type { Role } from "../secure/key_schedule.ts";
import { instanceOf } from "../secure/opening.ts";
import { availableCiphers } from "../secure/record_ciphers.ts";
import type { Duplex } from "../socket/duplex.ts";
import { secureDuplex } from "./secure_duplex.ts";

/** Options of {@linkcode secureHandshake}. */
export interface SecureHandshakeOptions {
  /** This side's part in the transfer. */
  role: Role;
  /** What both sides know; for a receiver, also a way to ask for it once the peer has greeted. */
  code: HandshakeCode | (() => Promise<HandshakeCode>);
  /** Counts what is tried. Default: nobody counts. */
  guesses?: Guesses;
  /** A sender's own instance; of a receiver, the mark of its last guess. 16 bytes. Default: zeros. */
  instance?: Uint8Array | undefined;
  /** Told of the sender's instance before the secret is used. Default: nobody is. */
  onInstance?: (instance: Uint8Array) => void | Promise<void>;
  /** Told of the mark of a receiver's guess, once it is known. Default: nobody is. */
  onMark?: (mark: Uint8Array) => void;
  /** Milliseconds for each step. Default {@linkcode HANDSHAKE_TIMEOUT}. */
  timeout?: number;
  /** Milliseconds that the peer may take to ask somebody for the code. Default: the timeout. */
  patience?: number;
  /** Gives up early, with its reason. Default: never. */
  signal?: AbortSignal;
}

/** A connection that only two can read. */
export interface SecureConnection {
  /** The connection, encrypted: it begins anew, with a preface of security 0. */
  duplex: Duplex;
  /** A secret for the next handshake of the same two sides, 32 bytes. */
  resume: Uint8Array;
}

/**
 * Proves to the peer that this side knows the secret, has it prove the same, and encrypts what
 * follows. Closes the connection where that fails.
 *
 * @throws {RefusedError} code `wrong_code`, whatever went wrong with the key; `version`, `security`
 *   or `refused` where the two do not meet before that.
 * @throws {ProtocolError} the peer is no sluice. @throws {ConnectionError} code `timeout` or `cut`.
 *
 * @example Usage
 * ```ts
 * import { secureHandshake } from "./secure_handshake.ts";
 * import { memoryPair } from "../socket/memory_pair.ts";
 * import { read } from "../socket/read.ts";
 * import { writeAll } from "../socket/write_all.ts";
 * import { assertEquals } from "@std/assert";
 * const code = { channel: 7, secret: new TextEncoder().encode("orbit-lemon") };
 * const [a, b] = memoryPair();
 * const [sender, receiver] = await Promise.all([
 *   secureHandshake(a, { role: "send", code }),
 *   secureHandshake(b, { role: "receive", code }),
 * ]);
 * await writeAll(sender.duplex, "hello");
 * assertEquals(new TextDecoder().decode(await read(receiver.duplex, 100)), "hello");
 * ```
 */
export async function secureHandshake(
  connection: Duplex,
  options: SecureHandshakeOptions,
): Promise<SecureConnection> {
  const { signal } = options;
  const stop = () => connection.abort(signal!.reason);
  const clock = new Clock(connection, options.timeout ?? HANDSHAKE_TIMEOUT);
  try {
    signal?.throwIfAborted();
    signal?.addEventListener("abort", stop);
    const keys = await exchange(connection, options, clock);
    return { duplex: secureDuplex(connection, keys), resume: keys.resume };
  } catch (error) {
    connection.abort();
    throw error;
  } finally {
    clock.stop();
    signal?.removeEventListener("abort", stop);
  }
}

/** Ends a connection whose peer takes too long. */
class Clock {
  readonly #connection: Duplex;
  readonly #timeout: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(connection: Duplex, timeout: number) {
    this.#connection = connection;
    this.#timeout = timeout;
  }

  start(time = this.#timeout): void {
    this.stop();
    const late = new ConnectionError(
      "timeout",
      `greet ${this.#connection.remoteAddr}: no agreement on a key within ${time / 1000} s`,
    );
    this.#timer = setTimeout(() => this.#connection.abort(late), time);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

async function exchange(
  connection: Duplex,
  options: SecureHandshakeOptions,
  clock: Clock,
): Promise<SessionKeys> {
  const { role, code, guesses, instance, patience } = options;
  const handshake = new Handshake({
    role,
    ...typeof code === "object" && { code },
    guesses,
    instance,
    preface: encodePreface(Security.code),
    agree: (preface) => agree(preface, Security.code),
    prefaceBytes: PREFACE_BYTES,
    ciphers: (await availableCiphers()).map(({ wireId }) => wireId),
  });
  const reader = connection.readable.getReader({ mode: "byob" });
  const writer = connection.writable.getWriter();
  try {
    clock.start();
    await writer.write(handshake.first);
    for (let step = 0; handshake.need > 0; step++) {
      const bytes = await readExactly(reader, handshake);
      // Before our share goes out: a peer that is turned away now has not shown its guess.
      if (step === 1) guesses?.enter?.(instanceOf(bytes));
      if (handshake.isJudged && guesses?.turn) {
        // The peer has done its part, so its clock stands still. A silent peer takes no turn.
        clock.stop();
        await guesses.turn();
        clock.start();
      }
      const reply = handshake.consume(bytes);
      if (handshake.mark.length > 0) options.onMark?.(handshake.mark);
      if (reply.length > 0) await writer.write(reply);
      if (step === 1) {
        await options.onInstance?.(handshake.peerInstance);
        clock.start(patience);
      }
      if (handshake.wantsCode && typeof code === "function") {
        clock.stop();
        handshake.know(await code());
        clock.start();
      }
    }
    return handshake.takeKeys();
  } finally {
    reader.releaseLock();
    writer.releaseLock();
  }
}

/** What the handshake needs next. A peer that leaves instead has a meaning, too. */
async function readExactly(
  reader: ReadableStreamBYOBReader,
  handshake: Handshake,
): Promise<Uint8Array> {
  const { need } = handshake;
  let bytes = new Uint8Array(need);
  for (let held = 0; held < need;) {
    const { value, done } = await reader.read(bytes.subarray(held)).catch((error) => {
      throw isLoss(error) ? handshake.ended() : error;
    });
    if (done || value === undefined) throw handshake.ended();
    held += value.length;
    bytes = new Uint8Array(value.buffer);
  }
  return bytes;
}

/** A reset: the same as an end, as far as the peer's meaning goes. */
function isLoss(error: unknown): boolean {
  return (error as SluiceError).code === "cut";
}
