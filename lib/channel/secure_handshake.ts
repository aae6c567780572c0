/** Runs the handshake of security 1 over a connection, and changes to TLS. @module */

import { readFull } from "../bytes.ts";
import { ConnectionError, type SluiceError } from "../errors.ts";
import { shortAddress } from "../socket/address.ts";
import { PREFACE_BYTES, Security } from "../frame/frame.ts";
import { agree, encodePreface } from "./preface.ts";
import { HANDSHAKE_TIMEOUT } from "../limits.ts";
import type { Guesses } from "../secure/guesses.ts";
import { Handshake, type HandshakeCode, type SessionKeys } from "../secure/handshake.ts";
import type { Role } from "../secure/key_schedule.ts";
import { instanceOf, type Side } from "../secure/opening.ts";
import type { Duplex } from "../socket/duplex.ts";
import { admitByTls } from "./admit_by_tls.ts";
import { enterByTls } from "./enter_by_tls.ts";

/** Options of {@linkcode secureHandshake}. */
export interface SecureHandshakeOptions {
  /** This side's role in the transfer. */
  role: Role;
  /** Whether this side has dialled or accepted the connection. */
  side: Side;
  /**
   * The shared code; for a receiver, also a function that asks for it once the peer has greeted.
   */
  code: HandshakeCode | (() => Promise<HandshakeCode>);
  /** Counts the guesses. @default {they are not counted} */
  guesses?: Guesses;
  /**
   * A sender's own instance; for a receiver, the mark of its last guess. 16 bytes. @default {zeros}
   */
  instance?: Uint8Array | undefined;
  /** Called with the sender's instance before the secret is used. */
  onInstance?: (instance: Uint8Array) => void | Promise<void>;
  /** Called with the mark of a receiver's guess, once it is known. */
  onMark?: (mark: Uint8Array) => void;
  /** Milliseconds for each step. @default {HANDSHAKE_TIMEOUT} */
  timeout?: number;
  /** Milliseconds for the peer to ask its user for the code. @default {timeout} */
  promptTimeout?: number;
  /** Ends the handshake with its reason. */
  signal?: AbortSignal;
}

/** An encrypted connection. */
export interface SecureConnection {
  /** The connection over TLS, which begins anew with a preface of security 0. */
  duplex: Duplex;
  /** The secret of the next handshake of the same two sides, 32 bytes. */
  resume: Uint8Array;
}

/**
 * Authenticates both sides by the secret, and changes to TLS. Takes the connection over,
 * and closes it on failure.
 *
 * @throws {RefusedError} code `wrong_code` for any failure of the key exchange; `version`,
 *   `security` or `refused` if the two sides have no common ground before that.
 * @throws {ProtocolError} if the peer does not speak the protocol.
 * @throws {ConnectionError} code `timeout` or `cut`.
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
 *   secureHandshake(a, { role: "send", side: "listener", code }),
 *   secureHandshake(b, { role: "receive", side: "dialler", code }),
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
    clock.stop();
    const duplex = await changeToTls(connection, keys, options);
    // Only now: a peer that proved the secret and lost the connection may come again with it.
    options.guesses?.succeed();
    return { duplex, resume: keys.resume };
  } catch (error) {
    connection.abort();
    throw error;
  } finally {
    clock.stop();
    signal?.removeEventListener("abort", stop);
  }
}

async function changeToTls(
  connection: Duplex,
  { ticket }: SessionKeys,
  { side, signal, timeout = HANDSHAKE_TIMEOUT }: SecureHandshakeOptions,
): Promise<Duplex> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(noAnswer(connection, timeout)), timeout);
  const either = signal ? AbortSignal.any([signal, late.signal]) : late.signal;
  try {
    const change = side === "listener" ? admitByTls : enterByTls;
    return await change(connection, ticket, either);
  } finally {
    clearTimeout(timer);
  }
}

function noAnswer({ remoteAddr }: Duplex, time: number): ConnectionError {
  return new ConnectionError(
    "timeout",
    `No answer from ${shortAddress(remoteAddr)} within ${time / 1000} s; is sluice running there?`,
  );
}

/** Closes a connection whose peer exceeds a step's time. */
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
    const late = noAnswer(this.#connection, time);
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
  const { role, side, code, guesses, instance, promptTimeout } = options;
  const handshake = new Handshake({
    role,
    side,
    ...typeof code === "object" && { code },
    guesses,
    instance,
    preface: encodePreface(Security.code),
    agree: (preface) => agree(preface, Security.code),
    prefaceBytes: PREFACE_BYTES,
  });
  clock.start();
  await connection.write(handshake.first);
  for (let step = 0; handshake.need > 0; step++) {
    const bytes = await readExactly(connection, handshake);
    // Before our share is sent: a peer that is rejected now has not revealed its guess.
    if (step === 1) guesses?.enter?.(instanceOf(bytes));
    if (handshake.isJudged && guesses?.turn) {
      // The peer has done its part, so the time stops. A silent peer takes no turn.
      clock.stop();
      await guesses.turn();
      clock.start();
    }
    const reply = handshake.consume(bytes);
    if (handshake.mark.length > 0) options.onMark?.(handshake.mark);
    if (reply.length > 0) await connection.write(reply);
    if (step === 1) {
      await options.onInstance?.(handshake.peerInstance);
      clock.start(promptTimeout);
    }
    if (handshake.wantsCode && typeof code === "function") {
      clock.stop();
      handshake.know(await code());
      clock.start();
    }
  }
  return handshake.takeKeys();
}

/** Reads the next step of the handshake. A peer that closes here gives a reason by doing so. */
async function readExactly(connection: Duplex, handshake: Handshake): Promise<Uint8Array> {
  const bytes = new Uint8Array(handshake.need);
  const isWhole = await readFull(connection, bytes).catch((error) => {
    throw isLoss(error) ? handshake.ended() : error;
  });
  if (!isWhole) throw handshake.ended();
  return bytes;
}

/** A reset counts as an end. */
function isLoss(error: unknown): boolean {
  return (error as SluiceError).code === "cut";
}
