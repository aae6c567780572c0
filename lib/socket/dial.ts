/** Connects to an address. @module */

import { abortable, setLimit } from "../async.ts";
import { CallerError } from "../errors.ts";
import { CONNECT_TIMEOUT } from "../limits.ts";
import {
  type Address,
  type AddressLike,
  addressLike,
  formatAddress,
  formatDenoAddress,
  shortAddress,
} from "./address.ts";
import { certificateFault } from "./certificate_fault.ts";
import { type Duplex, duplex, type RawConnection } from "./duplex.ts";
import { AllAttemptsFailed, raceConnect } from "./happy_eyeballs.ts";
import { notConnected } from "./not_connected.ts";
import { resolveHost } from "./resolve.ts";
import { setSocketOptions, type SocketOptions } from "./socket_options.ts";
import type { TlsClientOptions } from "./tls_client_options.ts";
import { requireSocketPath } from "./unix_sockets.ts";

/** Options of {@linkcode dial}. */
export interface DialOptions {
  /** Milliseconds for look-up, connection and TLS handshake together; may be `Infinity`. @default {CONNECT_TIMEOUT} */
  timeout?: number;
  /** Ends the attempt with its reason. */
  signal?: AbortSignal;
  /** For `tls://`. If absent, the system's certificates are trusted and none is presented. */
  tls?: TlsClientOptions;
  /** Options of the TCP socket. */
  socket?: SocketOptions;
  /** The local address for TCP. Chosen by the system if absent. */
  source?: { host: string; port: number };
  /** Looks up a host's addresses. @default {resolveHost} */
  lookup?: (host: string) => Promise<string[]>;
}

/**
 * Connects over TCP, TLS or a Unix socket. Tries all addresses of a name, alternating between the IP
 * families (RFC 8305).
 *
 * @throws {ConnectionError} code `unavailable` if no address answers. Its `reason` is `refused`,
 * `unreachable`, `name_unknown` or `no_answer`; its text names every address. Code `untrusted` if the
 * certificate is not trusted.
 * @throws {CallerError} code `usage` if the certificate and key of this side cannot be used, or the path of
 * a Unix socket is too long.
 * @throws {Deno.errors.NotCapable} if the permission to connect lacks for all addresses.
 *
 * @example Usage
 * ```ts
 * import { dial } from "./dial.ts";
 * import { listen } from "./listen.ts";
 * const listener = listen("127.0.0.1:0");
 * const conn = await dial(listener.address);
 * conn.abort();
 * listener.close();
 * ```
 */
export async function dial(to: AddressLike, options: DialOptions = {}): Promise<Duplex> {
  const address = addressLike(to, "dial");
  const shown = formatAddress(address);
  if (address.scheme === "unix") requireSocketPath(address.path);
  const timeout = options.timeout ?? CONNECT_TIMEOUT;
  const deadline = new AbortController();
  const timer = setLimit(
    timeout,
    () => deadline.abort(new DOMException("Signal timed out.", "TimeoutError")),
  );
  const signal = options.signal
    ? AbortSignal.any([options.signal, deadline.signal])
    : deadline.signal;
  try {
    if (address.scheme === "unix") {
      const conn = await Deno.connect({ transport: "unix", path: address.path });
      return duplex(conn, formatDenoAddress(conn.localAddr), shown);
    }
    if (address.scheme === "udp") throw new TypeError("dial: a datagram has no connection");
    const { conn, localAddr, remoteAddr } = await connectAny(address, signal, options);
    return duplex(conn, localAddr, remoteAddr);
  } catch (cause) {
    if (options.signal?.aborted) throw options.signal.reason;
    const error = isNotPermitted(cause) ? cause.attempts[0]!.cause : cause;
    if (error instanceof Deno.errors.NotCapable || error instanceof TypeError) throw error;
    const fault = certificateFault(error);
    if (fault !== undefined) {
      throw new CallerError("usage", `Cannot connect to ${shortAddress(shown)}: ${fault}`, {
        cause,
      });
    }
    throw notConnected(cause, shown, timeout);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether the permission lacked for every address: a fault of the caller, not of the network. */
function isNotPermitted(cause: unknown): cause is AllAttemptsFailed {
  return cause instanceof AllAttemptsFailed &&
    cause.attempts.every(({ cause }) => cause instanceof Deno.errors.NotCapable);
}

interface Made {
  conn: RawConnection;
  localAddr: string;
  remoteAddr: string;
}

async function connectAny(
  address: Exclude<Address, { scheme: "unix" }>,
  signal: AbortSignal,
  options: DialOptions,
): Promise<Made> {
  const looking = abortable((options.lookup ?? resolveHost)(address.host), signal);
  const tls = address.scheme === "tls" ? options.tls ?? {} : undefined;
  const { source } = options;
  // `Deno.connectTls` takes no server name, and `Deno.startTls` no certificate.
  const isOtherName = tls?.cert !== undefined && (tls.serverName ?? address.host) !== address.host;
  if (source !== undefined || tls?.verify === false || isOtherName) {
    const hosts = await looking;
    const { nodeConnect, requireOwnKey } = await import("./node_connection.ts");
    if (tls?.cert !== undefined) await requireOwnKey(tls.cert, tls.key!);
    return await raceConnect(hosts, {
      signal,
      connect: (host, signal) =>
        nodeConnect({ ...address, host }, { signal, source, tls, name: address.host }),
      discard: ({ conn }) => conn.close(),
    });
  }
  // With the permission for the name and this port only, the runtime looks the name up.
  const hosts = await looking.catch((error) => {
    if (error instanceof Deno.errors.NotCapable) return [address.host];
    throw error;
  });
  if (tls?.cert !== undefined) return await connectWithCertificate(address, tls, signal);
  const tcp = await raceConnect(hosts, {
    signal,
    connect: (hostname, signal) => Deno.connect({ hostname, port: address.port, signal }),
    discard: (conn) => conn.close(),
  });
  // Messages are written whole, so waiting to fill a segment would only delay the last one.
  setSocketOptions(tcp, options.socket ?? {});
  if (tls === undefined) return described(tcp, "tcp", address.host);
  // Read before startTls, whose connection has no addresses (Deno 2.9).
  const { localAddr, remoteAddr } = described(tcp, "tls", address.host);
  const stop = () => {
    try {
      tcp.close();
    } catch { /* startTls has taken it over, and closes it */ }
  };
  signal.addEventListener("abort", stop);
  try {
    const conn = await Deno.startTls(tcp, {
      hostname: tls.serverName ?? address.host,
      ...tls.ca && { caCerts: [...tls.ca] },
    });
    await completeHandshake(conn, signal);
    return { conn, localAddr, remoteAddr };
  } catch (cause) {
    throw signal.aborted ? signal.reason : cause;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** `Deno.startTls` takes no client certificate, so the runtime makes the connection. */
async function connectWithCertificate(
  { host, port }: { host: string; port: number },
  { cert, key, ca }: TlsClientOptions,
  signal: AbortSignal,
): Promise<Made> {
  const made = Deno.connectTls({
    hostname: host,
    port,
    cert: cert!,
    key: key!,
    ...ca && { caCerts: [...ca] },
  });
  made.then((conn) => signal.aborted && conn.close(), () => {});
  const conn = await abortable(made, signal);
  await completeHandshake(conn, signal);
  return described(conn, "tls", host);
}

async function completeHandshake(conn: Deno.TlsConn, signal: AbortSignal): Promise<void> {
  try {
    await abortable(conn.handshake(), signal);
  } catch (cause) {
    conn.close();
    throw cause;
  }
}

function described(conn: Deno.Conn, scheme: "tcp" | "tls", zoneOf: string): Made {
  return {
    conn,
    localAddr: formatDenoAddress(conn.localAddr, { scheme, zoneOf }),
    remoteAddr: formatDenoAddress(conn.remoteAddr, { scheme, zoneOf }),
  };
}
