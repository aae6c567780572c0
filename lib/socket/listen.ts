/** Waits for connections at an address. @module */

import { HANDSHAKE_TIMEOUT, LISTEN_BACKLOG } from "../limits.ts";
import { CallerError } from "../errors.ts";
import { acceptNext } from "./accept_next.ts";
import {
  type Address,
  type AddressLike,
  addressLike,
  formatAddress,
  formatDenoAddress,
} from "./address.ts";
import type { AddressFilter } from "./address_filter.ts";
import { AnyOf } from "./any_of.ts";
import { bindBoth } from "./bind_both.ts";
import { cannotListen } from "./cannot_listen.ts";
import { setSocketOptions, type SocketOptions } from "./socket_options.ts";
import { type Duplex, duplex, type RawConnection } from "./duplex.ts";
import type { TlsSession } from "./tls_session.ts";
import { requireSocketPath } from "./unix_sockets.ts";

/** A source of connections. */
export interface Listener extends AsyncIterable<Duplex> {
  /** The local address, with the port that the system chose: `tcp://127.0.0.1:40213`. */
  readonly address: string;
  /** The local address as the runtime has it, like `Deno.Listener.addr`. */
  readonly addr: Deno.Addr;
  /** The port in use; 0 for a Unix socket. */
  readonly port: number;
  /** Resolves to the next connection, or to undefined once closed. A lack of descriptors is waited out. */
  accept(): Promise<Duplex | undefined>;
  /** Stops listening. Accepted connections stay open. */
  close(): void;
  /** Closes the listener at the end of a block: `using listener = listen(…)`. */
  [Symbol.dispose](): void;
  /** The connections until the listener is closed. As with `Deno.Listener`, leaving the loop closes it. */
  [Symbol.asyncIterator](): AsyncIterableIterator<Duplex>;
}

/** Options of {@linkcode listen}. */
export interface ListenOptions {
  /**
   * Certificate chain and key in PEM, required for `tls://`. With `clientCa`, clients must present a
   * certificate that one of these authorities has issued.
   */
  tls?: { cert: string; key: string; clientCa?: readonly string[] };
  /** Called with the properties of a `tls://` connection, where `clientCa` or `filter` is given. */
  onTls?: (session: TlsSession, remoteAddr: string) => void;
  /** Which IP addresses may connect. Others are disconnected before a byte is read or sent. @default {all} */
  filter?: AddressFilter;
  /** Called with the address of a peer that `filter` has disconnected. */
  onRejected?: (remoteAddr: string) => void;
  /** Connections that the system queues before they are accepted. @default {LISTEN_BACKLOG} */
  backlog?: number;
  /** Options of the accepted TCP sockets. */
  socket?: SocketOptions;
  /** Milliseconds for a TLS handshake. @default {HANDSHAKE_TIMEOUT} */
  handshakeTimeout?: number;
}

/**
 * Listens over TCP, TLS or a Unix socket. A TLS handshake happens at a connection's first read or
 * write, so that a client that never begins one does not delay others.
 *
 * @throws {LocalError} code `cannot_create` if the address is in use or the path of a Unix socket cannot be
 * created, `permission` if the port or path needs more rights.
 * @throws {ConnectionError} code `unavailable` if no interface of this machine has the address.
 * @throws {CallerError} code `usage` if the scheme is TLS and the certificate is missing, cannot be read, or
 * does not belong to the key; if the path of a Unix socket is too long, or an address lacks its zone.
 * @throws {Deno.errors.NotCapable} if the permission to listen lacks.
 *
 * @example Usage
 * ```ts
 * import { listen } from "./listen.ts";
 * import { dial } from "./dial.ts";
 * using listener = listen("127.0.0.1:0");
 * using _client = await dial(listener.address);
 * for await (const conn of listener) {
 *   await conn.close();
 *   break;
 * }
 * ```
 */
export function listen(at: AddressLike, options: ListenOptions = {}): Listener {
  const address = addressLike(at, "listen");
  const shown = formatAddress(address);
  const scheme = address.scheme === "tls" ? "tls" : "tcp";
  const format = { scheme, ...address.scheme !== "unix" && { zoneOf: address.host } } as const;
  const listeners = bind(address, options, shown);
  const connections = new AnyOf(listeners.map((listener) => () => listener.accept()));
  const { addr } = listeners[0]!;
  const { handshakeTimeout = HANDSHAKE_TIMEOUT } = options;
  let closed = false;
  const close = () => {
    if (closed) return;
    closed = true;
    for (const listener of listeners) listener.close();
    connections.end((conn) => conn.close());
  };
  const permitted = async () => {
    for (;;) {
      const conn = await connections.next();
      const { remoteAddr } = conn;
      if (!("hostname" in remoteAddr) || options.filter?.permits(remoteAddr.hostname) !== false) {
        return conn;
      }
      conn.close();
      options.onRejected?.(formatDenoAddress(remoteAddr, format));
    }
  };
  const accept = async () => {
    const conn = await permitted();
    // Throws if the peer has already reset the connection.
    if (scheme === "tcp") setSocketOptions(conn as Deno.TcpConn, options.socket ?? {});
    const remoteAddr = formatDenoAddress(conn.remoteAddr, format);
    const secure = () => secureConnection(conn, options, remoteAddr);
    return duplex(
      scheme === "tls" ? afterHandshake(secure, conn, handshakeTimeout) : conn,
      formatDenoAddress(conn.localAddr, format),
      remoteAddr,
    );
  };
  const listener: Listener = {
    address: formatDenoAddress(addr, format),
    addr,
    port: "port" in addr ? addr.port : 0,
    accept: () => acceptNext(accept, () => closed),
    close,
    [Symbol.dispose]: close,
    [Symbol.asyncIterator]: () => connectionsOf(listener),
  };
  return listener;
}

async function* connectionsOf(listener: Listener): AsyncGenerator<Duplex, void> {
  try {
    for (let conn; (conn = await listener.accept()) !== undefined;) yield conn;
  } finally {
    listener.close();
  }
}

function bind(address: Address, options: ListenOptions, shown: string): Deno.Listener[] {
  const { tls, backlog: tcpBacklog = LISTEN_BACKLOG } = options;
  if (address.scheme === "udp") throw new TypeError("listen: a datagram has no connection");
  if (address.scheme === "tls" && tls === undefined) {
    throw new CallerError(
      "usage",
      `Cannot listen on ${shown}: TLS needs a certificate and its key`,
    );
  }
  try {
    if (address.scheme === "unix") {
      requireSocketPath(address.path);
      return [Deno.listen({ transport: "unix", path: address.path }) as unknown as Deno.Listener];
    }
    const { scheme } = address;
    return bindBoth<Deno.Listener>(address, {
      bind: (at) =>
        scheme === "tcp" || isForNode(options)
          ? Deno.listen({ ...at, tcpBacklog })
          : Deno.listenTls({ ...at, tcpBacklog, ...tls! }) as unknown as Deno.Listener,
      close: (listener) => listener.close(),
    });
  } catch (cause) {
    throw cannotListen(cause, shown);
  }
}

/**
 * Whether `Deno.listenTls` cannot serve: it demands no certificates, and does not close a socket before the
 * handshake (Deno 2.9), as a filter needs it.
 */
function isForNode({ tls, filter }: ListenOptions): boolean {
  return tls?.clientCa !== undefined || filter !== undefined;
}

/** What the runtime and `node:tls` report of a client whose first bytes are not those of TLS. */
const NOT_TLS = /InvalidContentType|wrong version number|http request/i;

/** Completes the handshake of an accepted connection. */
async function secureConnection(
  conn: Deno.Conn,
  options: ListenOptions,
  remoteAddr: string,
): Promise<RawConnection> {
  try {
    if (!isForNode(options)) {
      await (conn as Deno.TlsConn).handshake();
      return conn;
    }
    const { secureServer } = await import("./secure_server.ts");
    const secured = await secureServer(conn, options.tls!);
    options.onTls?.(secured.session, remoteAddr);
    return secured.conn;
  } catch (cause) {
    if (!(cause instanceof Error) || !NOT_TLS.test(cause.message)) throw cause;
    throw new Error("the client does not speak TLS", { cause });
  }
}

/**
 * Reads and writes wait for the handshake, which has a time limit of its own. When that has passed they
 * fail, but the system's socket stays open until the peer closes it: Deno 2.9 does not close a socket in
 * the middle of a handshake.
 */
function afterHandshake(
  secure: () => Promise<RawConnection>,
  plain: RawConnection,
  timeout: number,
): RawConnection {
  let handshake: Promise<RawConnection> | undefined;
  let secured: RawConnection | undefined;
  // Closing a connection does not end a pending handshake.
  const gone = Promise.withResolvers<never>();
  gone.promise.catch(() => {});
  const close = (what: string) => {
    gone.reject(new Deno.errors.Interrupted(what));
    (secured ?? plain).close();
  };
  const completeHandshake = () => {
    if (handshake === undefined) {
      const timer = setTimeout(() => close("no TLS handshake in time"), timeout);
      const done = secure().then((conn) => secured = conn);
      handshake = Promise.race([done, gone.promise]).finally(() => clearTimeout(timer));
    }
    return handshake;
  };
  return {
    read: async (buffer) => await (await completeHandshake()).read(buffer),
    write: async (bytes) => await (await completeHandshake()).write(bytes),
    closeWrite: async () => await (await completeHandshake()).closeWrite(),
    close: () => close("closed here"),
  };
}
