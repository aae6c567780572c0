/** Waits for connections at an address. @module */

import { HANDSHAKE_TIMEOUT, LISTEN_BACKLOG } from "../limits.ts";
import { CallerError, ConnectionError, LocalError } from "../errors.ts";
import { acceptNext } from "./accept_next.ts";
import {
  type Address,
  type AddressLike,
  addressLike,
  formatAddress,
  formatDenoAddress,
  shortAddress,
} from "./address.ts";
import { AnyOf } from "./any_of.ts";
import { bindBoth } from "./bind_both.ts";
import { setSocketOptions, type SocketOptions } from "./socket_options.ts";
import { type Duplex, duplex, type RawConnection } from "./duplex.ts";
import { isUnknownName } from "./resolve.ts";
import { NO_UNIX_SOCKETS } from "./unix_sockets.ts";

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
  /** Certificate chain and key in PEM. Required for `tls://`. */
  tls?: { cert: string; key: string };
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
 * @throws {LocalError} code `cannot_create` if the address is in use, `permission` if the port needs
 * more rights.
 * @throws {ConnectionError} code `unavailable` if no interface of this machine has the address.
 * @throws {CallerError} code `usage` if the scheme is TLS and the certificate is missing or cannot be read.
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
  const accept = async () => {
    const conn = await connections.next();
    // Throws if the peer has already reset the connection.
    if (scheme === "tcp") setSocketOptions(conn as Deno.TcpConn, options.socket ?? {});
    return duplex(
      scheme === "tls" ? secured(conn as Deno.TlsConn, handshakeTimeout) : conn,
      formatDenoAddress(conn.localAddr, scheme),
      formatDenoAddress(conn.remoteAddr, scheme),
    );
  };
  const listener: Listener = {
    address: formatDenoAddress(addr, scheme),
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
      return [Deno.listen({ transport: "unix", path: address.path }) as unknown as Deno.Listener];
    }
    const { scheme } = address;
    return bindBoth<Deno.Listener>(address, {
      bind: (at) =>
        scheme === "tcp"
          ? Deno.listen({ ...at, tcpBacklog })
          : Deno.listenTls({ ...at, tcpBacklog, ...tls! }) as unknown as Deno.Listener,
      close: (listener) => listener.close(),
    });
  } catch (cause) {
    throw cannotListen(cause, shown);
  }
}

/**
 * Reads and writes wait for the handshake, which has a time limit of its own. When that has passed they
 * fail, but the system's socket stays open until the peer closes it: Deno 2.9 does not close a socket in
 * the middle of a handshake.
 */
function secured(conn: Deno.TlsConn, timeout: number): RawConnection {
  let handshake: Promise<unknown> | undefined;
  // Closing a connection does not end a pending handshake.
  const gone = Promise.withResolvers<never>();
  gone.promise.catch(() => {});
  const close = (what: string) => {
    gone.reject(new Deno.errors.Interrupted(what));
    conn.close();
  };
  const completeHandshake = () => {
    if (handshake === undefined) {
      const timer = setTimeout(() => close("no TLS handshake in time"), timeout);
      handshake = Promise.race([conn.handshake(), gone.promise]).finally(() => clearTimeout(timer));
    }
    return handshake;
  };
  return {
    read: async (buffer) => (await completeHandshake(), await conn.read(buffer)),
    write: async (bytes) => (await completeHandshake(), await conn.write(bytes)),
    closeWrite: async () => (await completeHandshake(), await conn.closeWrite()),
    close: () => close("closed here"),
  };
}

/** The error to throw for what the runtime threw when an address was bound. Unknown errors are returned. */
export function cannotListen(cause: unknown, address: string): unknown {
  const doing = `Cannot listen on ${shortAddress(address)}`;
  switch ((cause as { code?: unknown }).code) {
    case "EADDRINUSE":
      return new LocalError(
        "cannot_create",
        `${doing}: another program uses it; choose another port, or 0 for any`,
        { cause },
      );
    case "EACCES":
      return new LocalError(
        "permission",
        `${doing}: permission denied; choose a port above 1023`,
        { cause },
      );
    case "ENOSYS":
      return new ConnectionError("unavailable", `${doing}: ${NO_UNIX_SOCKETS}`, {
        cause,
      });
    case "EAFNOSUPPORT":
    case "EADDRNOTAVAIL":
      return new ConnectionError(
        "unavailable",
        `${doing}: it is not an address of this machine`,
        { cause },
      );
  }
  if (cause instanceof URIError) {
    const why = /^(?:[a-z]+:\/\/)?\*:/.test(address)
      ? "* is not a host; use :PORT for every address"
      : "its host is neither a host name nor an IP address";
    return new CallerError("usage", `${doing}: ${why}`, { cause });
  }
  if (cause instanceof Deno.errors.InvalidData) {
    const text = `${doing}: the certificate or key cannot be used: ${cause.message}`;
    return new CallerError("usage", text, { cause });
  }
  if (cause instanceof Error && isUnknownName(cause.message)) {
    return new CallerError("usage", `${doing}: its host name is not known`, { cause });
  }
  return cause;
}
