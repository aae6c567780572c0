/** Runs the handshake of security 1 over a connection. @module */

import { ConnectionError, type SluiceError } from "../errors.ts";
import { PREFACE_BYTES, Security } from "../frame/frame.ts";
import { agree, encodePreface } from "../frame/preface.ts";
import { HANDSHAKE_TIMEOUT } from "../limits.ts";
import type { Guesses } from "../secure/guesses.ts";
import { Handshake, type SessionKeys } from "../secure/handshake.ts";
import type { Role } from "../secure/key_schedule.ts";
import { availableCiphers } from "../secure/record_cipher.ts";
import type { Duplex } from "../socket/duplex.ts";
import { secureDuplex } from "./secure_duplex.ts";

/** Options of {@linkcode secureHandshake}. */
export interface SecureHandshakeOptions {
  /** This side's part in the transfer. */
  role: Role;
  /** The channel of the code; 0 for a secret shared ahead. */
  channel: number;
  /** What both sides know. */
  secret: Uint8Array;
  /** Counts what is tried. Default: nobody counts. */
  guesses?: Guesses;
  /** What a sender shows of itself, 16 bytes. Default: zeros. */
  instance?: Uint8Array;
  /** Told of the sender's instance before the secret is used. Default: nobody is. */
  onInstance?: (instance: Uint8Array) => void;
  /** Milliseconds for all of it. Default {@linkcode HANDSHAKE_TIMEOUT}. */
  timeout?: number;
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
 */
export async function secureHandshake(
  connection: Duplex,
  options: SecureHandshakeOptions,
): Promise<SecureConnection> {
  const { signal, timeout = HANDSHAKE_TIMEOUT } = options;
  const late = () =>
    connection.abort(
      new ConnectionError(
        "timeout",
        `greet ${connection.remoteAddr}: no agreement on a key within ${timeout / 1000} s`,
      ),
    );
  const timer = setTimeout(late, timeout);
  const stop = () => connection.abort(signal!.reason);
  try {
    signal?.throwIfAborted();
    signal?.addEventListener("abort", stop);
    const keys = await exchange(connection, options);
    return { duplex: secureDuplex(connection, keys), resume: keys.resume };
  } catch (error) {
    connection.abort();
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

async function exchange(
  connection: Duplex,
  options: SecureHandshakeOptions,
): Promise<SessionKeys> {
  const handshake = new Handshake({
    ...options,
    preface: encodePreface(Security.code),
    agree: (preface) => agree(preface, Security.code),
    prefaceBytes: PREFACE_BYTES,
    ciphers: (await availableCiphers()).map(({ wireId }) => wireId),
  });
  const reader = connection.readable.getReader({ mode: "byob" });
  const writer = connection.writable.getWriter();
  let toldInstance = false;
  try {
    await writer.write(handshake.first);
    while (handshake.need > 0) {
      const reply = handshake.consume(await readExactly(reader, handshake));
      if (!toldInstance && handshake.peerInstance.length > 0) {
        toldInstance = true;
        options.onInstance?.(handshake.peerInstance);
      }
      if (reply.length > 0) await writer.write(reply);
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
