/** Datagrams over Unix sockets. @module */

import { CallerError, ConnectionError } from "../errors.ts";
import type { Address } from "./address.ts";
import { cannotListen } from "./cannot_listen.ts";
import { type Datagram, type DatagramSocket, requireDatagramSize } from "./datagram.ts";
import type { DatagramPeer } from "./datagram_peer.ts";
import { notSent } from "./not_connected.ts";
import { requireSocketPath, shownPath, typedPath } from "./unix_sockets.ts";

const SCHEME = "unixdgram:";

/** Bytes of the largest datagram that a sender with the usual buffer can send (net.core.wmem_default of Linux). */
const RECEIVE_BYTES = 256 * 1024;

/** Characters that a peer's path must not bring to a terminal, and the one that encodes them. */
const ENCODED = /%|\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}/gu;

/** The path in `unixdgram:/PATH` or `unixdgram:@NAME`; undefined for other texts. @throws {CallerError} if it is empty. */
export function parseUnixDatagram(text: string): string | undefined {
  if (!text.startsWith(SCHEME)) return undefined;
  const path = typedPath(text.slice(SCHEME.length));
  if (path !== undefined) return path;
  const shown = JSON.stringify(text);
  throw new CallerError(
    "usage",
    `Invalid address ${shown}: it has no path; expected unixdgram:/PATH`,
  );
}

/** An address as {@linkcode parseUnixDatagram} reads it, with control characters as in URLs. */
function formatPath(path: string): string {
  const [mark = "", rest] = path.startsWith("\0") ? ["\0", path.slice(1)] : ["", path];
  return SCHEME + shownPath(mark + rest!.replace(ENCODED, encodeURIComponent));
}

/**
 * Binds a Unix socket for datagrams.
 *
 * The path stays when the socket is closed, as with any program. Its address is `unixdgram:/PATH`, and
 * `unixdgram:` for a sender without a path, which cannot be answered.
 *
 * @param path The path. If absent, an abstract name of its own, so that peers can answer.
 * @throws {LocalError} code `cannot_create` or `permission`, as {@linkcode listen} does.
 * @throws {CallerError} code `usage` if the system has no such sockets, or the path is too long.
 *
 * @example Usage
 * ```ts
 * import { unixDatagramSocket } from "./unix_datagram.ts";
 * import { assertEquals } from "@std/assert";
 * using one = unixDatagramSocket();
 * using other = unixDatagramSocket();
 * await one.send(new Uint8Array(3), other.address);
 * assertEquals((await other.receive())?.from, one.address);
 * ```
 */
export function unixDatagramSocket(path: string = newName()): DatagramSocket {
  if (Deno.build.os !== "linux") {
    throw new CallerError("usage", "Datagrams over Unix sockets need Linux; use udp://HOST:PORT");
  }
  requireSocketPath(path);
  return new UnixDatagrams(bound(path), bound(newName()));
}

/**
 * A socket of the runtime as a {@linkcode DatagramSocket}.
 *
 * The runtime (Deno 2.9) rejects a send while a receive is pending ("Socket already in use"). So an empty
 * datagram of a second socket ends the receive first, and the next one waits for the send.
 */
class UnixDatagrams implements DatagramSocket {
  readonly address: string;
  readonly port = 0;
  readonly #socket: Deno.DatagramConn;
  readonly #waker: Deno.DatagramConn;
  readonly #buffer = new Uint8Array(RECEIVE_BYTES);
  #closed = false;
  /** Resolves when the pending receive has ended. */
  #receiving: Promise<unknown> | undefined;
  /** Resolves when the last send has ended. */
  #sending: Promise<unknown> = Promise.resolve();

  constructor(socket: Deno.DatagramConn, waker: Deno.DatagramConn) {
    this.#socket = socket;
    this.#waker = waker;
    this.address = formatPath(pathOf(socket.addr));
  }

  async receive(): Promise<Datagram | undefined> {
    while (!this.#closed) {
      await this.#sent();
      if (this.#closed) break;
      const received = this.#socket.receive(this.#buffer);
      this.#receiving = received.catch(() => {});
      try {
        const [bytes, from] = await received;
        if (pathOf(from) === pathOf(this.#waker.addr)) continue;
        return { bytes: bytes.slice() as Uint8Array<ArrayBuffer>, from: formatPath(pathOf(from)) };
      } catch (error) {
        if (!this.#closed) throw error;
      } finally {
        this.#receiving = undefined;
      }
    }
    return undefined;
  }

  /** Resolves when no send is left. */
  async #sent(): Promise<void> {
    for (let last; last !== this.#sending;) await (last = this.#sending);
  }

  async send(bytes: Uint8Array, to: string): Promise<void> {
    requireDatagramSize(bytes);
    const path = decodeURIComponent(to.slice(SCHEME.length)).replace(/^@/, "\0");
    if (path === "") {
      throw new ConnectionError("unavailable", "Cannot send: the peer has no path to answer to");
    }
    const sent = this.#sending.then(() => this.#send(bytes, path));
    this.#sending = sent.catch(() => {});
    try {
      await sent;
    } catch (cause) {
      if (this.#closed || cause instanceof Deno.errors.NotCapable) throw cause;
      throw notSent(cause, to);
    }
  }

  async #send(bytes: Uint8Array, path: string): Promise<void> {
    if (this.#receiving !== undefined) {
      const own = { transport: "unixpacket", path: pathOf(this.#socket.addr) } as const;
      // Not awaited: where the buffer is full, another datagram ends the receive.
      this.#waker.send(new Uint8Array(), own).catch(() => {});
      await this.#receiving;
    }
    await this.#socket.send(bytes, { transport: "unixpacket", path });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#socket.close();
    this.#waker.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** The path of an address; empty for a sender without one. */
function pathOf(addr: Deno.Addr): string {
  return (addr as { path: string | null }).path ?? "";
}

/** Not the empty path, for which the system chooses a name: the runtime has no right for it. */
function newName(): string {
  return `\0sluice-${crypto.randomUUID()}`;
}

function bound(path: string): Deno.DatagramConn {
  try {
    return Deno.listenDatagram({ transport: "unixpacket", path });
  } catch (cause) {
    throw cannotListen(cause, `unix:${shownPath(path)}`);
  }
}

/** The peer of a client that sends datagrams to a path. */
export function unixDatagramPeer({ path }: Address & { scheme: "unix" }): DatagramPeer {
  const shown = formatPath(path);
  return {
    shown,
    addresses: [shown],
    accepts: (from) => from === shown,
    open: () => unixDatagramSocket(),
  };
}
