/** Connects to the addresses of a host over TCP, and over TLS on top of it. @module */

import { abortable } from "../async.ts";
import { ConnectionError } from "../errors.ts";
import { type Address, formatAddress, formatDenoAddress } from "./address.ts";
import type { DialOptions } from "./dial_options.ts";
import type { RawConnection } from "./duplex.ts";
import { AllAttemptsFailed, raceConnect } from "./happy_eyeballs.ts";
import { notConnected } from "./not_connected.ts";
import { hostsOf } from "./one_family.ts";
import type { Proxy } from "./proxy.ts";
import { setSocketOptions } from "./socket_options.ts";
import type { TlsClientOptions } from "./tls_client_options.ts";

/** A connection and its two addresses. */
export interface Made {
  conn: RawConnection;
  localAddr: string;
  remoteAddr: string;
}

type Target = Exclude<Address, { scheme: "unix" }>;

/** Connects to the first address that answers. */
export async function connectAny(
  address: Target,
  signal: AbortSignal,
  options: DialOptions,
): Promise<Made> {
  if (options.proxy !== undefined) {
    return await connectThrough(options.proxy, address, signal, options);
  }
  await checkKey(address, options);
  const looking = abortable(hostsOf(address, options.lookup), signal);
  const tls = address.scheme === "tls" ? options.tls ?? {} : undefined;
  const { source } = options;
  if (source !== undefined || isForNode(tls, address, options)) {
    const hosts = await looking;
    return await raceConnect(hosts, {
      signal,
      connect: (host, signal) => connectByNode({ ...address, host }, signal, options, address.host),
      discard: ({ conn }) => conn.close(),
    });
  }
  // With the permission for the name and this port only, the runtime looks the name up.
  const hosts = await looking.catch((error) => {
    const isEnough = address.family === undefined && error instanceof Deno.errors.NotCapable;
    if (isEnough) return [address.host];
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
  return await startTls(tcp, tls, address, signal);
}

/** Connects to a proxy, through it to the address, and over TLS on top of that. */
async function connectThrough(
  proxy: Proxy,
  address: Target,
  signal: AbortSignal,
  options: DialOptions,
): Promise<Made> {
  await checkKey(address, options);
  const { askProxy } = await import("./ask_proxy.ts");
  const { kind: _, login: __, ...place } = proxy;
  const own = { ...place, ...address.family && { family: address.family } };
  const made = await connectToProxy({ ...own, scheme: "tcp" }, signal, options);
  try {
    await askProxy(made.conn, proxy, address, signal);
    const { scheme, host } = address;
    const remoteAddr = formatAddress(address);
    if (scheme !== "tls") return { ...made, remoteAddr };
    const { tls = {}, source, onTls } = options;
    const isNode = source !== undefined || tls.cert !== undefined ||
      isForNode(tls, address, options);
    if (!isNode) {
      return { ...await startTls(made.conn as Deno.TcpConn, tls, address, signal), remoteAddr };
    }
    const { secureClient } = await import("./secure_client.ts");
    const { conn, session } = await secureClient(made.conn, { tls, name: host, signal });
    onTls?.(session);
    return { conn, remoteAddr, localAddr: made.localAddr.replace(/^tcp/, "tls") };
  } catch (cause) {
    try {
      made.conn.close();
    } catch { /* startTls has taken it over, and closes it */ }
    throw cause;
  }
}

async function connectToProxy(
  proxy: Target,
  signal: AbortSignal,
  options: DialOptions,
): Promise<Made> {
  try {
    // With the permission for the name and this port only, the runtime looks the name up.
    const hosts = await abortable(hostsOf(proxy, options.lookup), signal).catch((error) => {
      const isEnough = proxy.family === undefined && error instanceof Deno.errors.NotCapable;
      if (isEnough) return [proxy.host];
      throw error;
    });
    return await raceConnect(hosts, {
      signal,
      connect: (host, signal) => connectPlain({ ...proxy, host }, signal, options),
      discard: ({ conn }) => conn.close(),
    });
  } catch (cause) {
    if (signal.aborted || isNotPermitted(cause) || cause instanceof Deno.errors.NotCapable) {
      throw cause;
    }
    const { message, reason } = notConnected(cause, formatAddress(proxy), 0);
    throw new ConnectionError(
      "unavailable",
      message.replace(/^Cannot connect to /, "Cannot connect to the proxy "),
      { cause, ...reason && { reason } },
    );
  }
}

/** Whether the permission lacked for every address: a fault of the caller, not of the network. */
export function isNotPermitted(cause: unknown): cause is AllAttemptsFailed {
  return cause instanceof AllAttemptsFailed &&
    cause.attempts.every(({ cause }) => cause instanceof Deno.errors.NotCapable);
}

/** `node:tls` reports a key of another certificate as another fault, and later. */
async function checkKey({ scheme }: Target, { tls }: DialOptions): Promise<void> {
  if (scheme !== "tls" || tls?.cert === undefined) return;
  const { requireOwnKey } = await import("./require_own_key.ts");
  await requireOwnKey(tls.cert, tls.key!);
}

/** Whether TLS needs what `Deno.startTls` and `Deno.connectTls` do not offer. */
function isForNode(
  tls: TlsClientOptions | undefined,
  { host }: Target,
  { onTls }: DialOptions,
): boolean {
  if (tls === undefined) return false;
  // `Deno.connectTls` takes no server name, and `Deno.startTls` no certificate.
  const isOtherName = tls.cert !== undefined && (tls.serverName ?? host) !== host;
  return tls.verify === false || tls.pins !== undefined || onTls !== undefined || isOtherName;
}

/** Connects to one address, from the source address if there is one, and by `node:tls`. */
async function connectByNode(
  address: Target,
  signal: AbortSignal,
  options: DialOptions,
  name: string,
): Promise<Made> {
  const made = await connectPlain(address, signal, options);
  if (address.scheme !== "tls") return made;
  const { secureClient } = await import("./secure_client.ts");
  const { conn, session } = await secureClient(made.conn, {
    tls: options.tls ?? {},
    name,
    signal,
  });
  options.onTls?.(session);
  return { ...made, conn };
}

async function connectPlain(
  address: Target,
  signal: AbortSignal,
  { source, socket }: DialOptions,
): Promise<Made> {
  if (source !== undefined) {
    const { nodeConnect } = await import("./node_connection.ts");
    return await nodeConnect(address, { signal, source });
  }
  const tcp = await Deno.connect({ hostname: address.host, port: address.port, signal });
  setSocketOptions(tcp, socket ?? {});
  return described(tcp, address.scheme === "tls" ? "tls" : "tcp", address.host);
}

async function startTls(
  tcp: Deno.TcpConn,
  tls: TlsClientOptions,
  { host }: Target,
  signal: AbortSignal,
): Promise<Made> {
  // Read before startTls, whose connection has no addresses (Deno 2.9).
  const { localAddr, remoteAddr } = described(tcp, "tls", host);
  const stop = () => {
    try {
      tcp.close();
    } catch { /* startTls has taken it over, and closes it */ }
  };
  signal.addEventListener("abort", stop);
  try {
    const conn = await Deno.startTls(tcp, {
      hostname: tls.serverName ?? host,
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
