/** The listening side of the change to TLS (PROTOCOL.md, section 7). @module */

import { timingSafeEqual } from "@std/crypto/timing-safe-equal";
import { abortable, sleep } from "../async.ts";
import { readFull } from "../bytes.ts";
import { ProtocolError } from "../errors.ts";
import { GRACE_PERIOD, MAX_TLS_STRANGERS } from "../limits.ts";
import { selfSigned } from "../secure/self_signed.ts";
import { encodeTicket, sealTicket, TLS_NAME, TOKEN_BYTES } from "../secure/ticket.ts";
import { parseAddress } from "../socket/address.ts";
import { type Duplex, duplex, type RawConnection } from "../socket/duplex.ts";
import { type OwnTlsListener, ownTlsListener } from "../socket/own_tls_listener.ts";
import { rawOf } from "../socket/raw_of.ts";
import { withUnread } from "../socket/with_unread.ts";
import { lostBeforeTls, tlsFailure } from "./tls_failure.ts";

interface Identity {
  cert: string;
  key: string;
}

/** The certificate lives as long as one handshake, and clocks of small machines may stand anywhere. */
const ALWAYS = { from: new Date(0), until: new Date("9999-12-31T23:59:59Z") };

/**
 * Offers TLS to a peer that has proven the secret, and takes the connection over: the peer comes back to a
 * port that only it knows of, with a token that lets it in, and finds a certificate that only this side can
 * have. Where it cannot reach the port, it begins TLS on the connection that there is.
 *
 * @param key The ticket's key, from the handshake.
 * @returns the connection, with the addresses of the first one.
 * @throws {ConnectionError} code `cut` if the peer leaves, or does not come to TLS.
 * @throws {ProtocolError} if it shows another token.
 * @throws the signal's reason.
 */
export async function admitByTls(
  connection: Duplex,
  key: Uint8Array,
  signal: AbortSignal,
): Promise<Duplex> {
  const { cert, key: privateKey, der } = await selfSigned([], [TLS_NAME], ALWAYS);
  const identity = { cert, key: privateKey };
  const token = crypto.getRandomValues(new Uint8Array(TOKEN_BYTES));
  const listener = openListener(connection.localAddr, identity);
  const { localAddr, remoteAddr } = connection;
  const strangers = new Strangers(token);
  const over = new AbortController();
  try {
    const ticket = { port: listener?.port ?? 0, token, certificate: der };
    await connection.write(encodeTicket(await sealTicket(key, ticket)));
    const same = onSame(connection, identity, token);
    const arriving = listener === undefined
      ? same
      : Promise.race([strangers.first(listener), lastWord(same, over.signal)]);
    const { raw, isSame } = await abortable(arriving, signal);
    if (!isSame) connection.abort();
    return duplex(raw, localAddr, remoteAddr);
  } catch (error) {
    signal.throwIfAborted();
    throw tlsFailure(error, remoteAddr);
  } finally {
    listener?.close();
    strangers.leave();
    over.abort();
  }
}

interface Arrived {
  raw: RawConnection;
  /** Whether TLS began on the connection of the handshake. */
  isSame: boolean;
}

/** Undefined where TLS has no port of its own: a Unix socket, a lack of permission. */
function openListener(localAddr: string, identity: Identity): OwnTlsListener | undefined {
  if (!localAddr.startsWith("tcp:")) return undefined;
  try {
    const address = parseAddress(localAddr);
    return address.scheme === "tcp" ? ownTlsListener(address.host, identity) : undefined;
  } catch {
    return undefined;
  }
}

/** Delays a failure: a peer that comes by the port leaves the first connection, which may be seen before. */
async function lastWord(same: Promise<Arrived>, signal: AbortSignal): Promise<Arrived> {
  try {
    return await same;
  } catch (error) {
    await sleep(GRACE_PERIOD, signal);
    throw error;
  }
}

/** Waits for the peer to begin TLS on the same connection. */
async function onSame(
  connection: Duplex,
  identity: Identity,
  token: Uint8Array,
): Promise<Arrived> {
  const first = new Uint8Array(TOKEN_BYTES);
  const count = await connection.read(first);
  if (count === null) throw lostBeforeTls(connection.remoteAddr);
  const { secureServer } = await import("../socket/secure_server.ts");
  const { conn } = await secureServer(
    rawOf(withUnread(connection, Promise.resolve(first.subarray(0, count)))),
    identity,
  );
  if (await showsToken(conn, token)) return { raw: conn, isSame: true };
  conn.close();
  throw new ProtocolError("the token is not the ticket's");
}

/**
 * Connections to the port that have not shown the token. Only so many are accepted at a time: the runtime
 * keeps the socket of a TLS handshake that it was told to close until the peer closes it (Deno 2.9). Where
 * strangers keep the peer from being accepted, it begins TLS on the first connection.
 */
class Strangers {
  readonly #token: Uint8Array;
  readonly #waiting = new Set<RawConnection>();
  #isOver = false;
  #onLeft = () => {};

  constructor(token: Uint8Array) {
    this.#token = token;
  }

  /** Resolves to the first that shows the token. Others do not delay it. */
  async first(listener: OwnTlsListener): Promise<Arrived> {
    const found = Promise.withResolvers<Arrived>();
    const accepting = async () => {
      for (let raw; (raw = await listener.accept()) !== undefined;) {
        const left = () => this.#onLeft();
        void this.#judge(raw, found.resolve).finally(left);
        while (this.#waiting.size >= MAX_TLS_STRANGERS && !this.#isOver) {
          await new Promise<void>((resolve) => this.#onLeft = resolve);
        }
      }
    };
    accepting().catch(found.reject);
    return await found.promise;
  }

  async #judge(raw: RawConnection, resolve: (arrived: Arrived) => void): Promise<void> {
    this.#waiting.add(raw);
    const isPeer = await showsToken(raw, this.#token).catch(() => false);
    this.#waiting.delete(raw);
    if (!isPeer || this.#isOver) return close(raw);
    this.#isOver = true;
    resolve({ raw, isSame: false });
  }

  /** Closes all connections that wait. */
  leave(): void {
    this.#isOver = true;
    for (const raw of this.#waiting) close(raw);
    this.#onLeft();
  }
}

async function showsToken(raw: RawConnection, token: Uint8Array): Promise<boolean> {
  const shown = new Uint8Array(TOKEN_BYTES);
  return await readFull(raw, shown) && timingSafeEqual(shown, token);
}

function close(raw: RawConnection): void {
  try {
    raw.close();
  } catch { /* closed by the runtime */ }
}
