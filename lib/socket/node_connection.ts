/**
 * A connection through `node:net` and `node:tls`, for what `Deno.connect` does not offer: a source
 * address, TLS without verification, and a client certificate together with another server name.
 *
 * @module
 */

import type { Socket } from "node:net";
import type { TlsClientOptions } from "./tls_client_options.ts";
import type { RawConnection } from "./duplex.ts";
import { formatAddress } from "./address.ts";

/** Options of {@linkcode nodeConnect}. */
export interface NodeConnectOptions {
  /** Ends the attempt with its reason. */
  signal: AbortSignal;
  /** The local address. Chosen by the system if absent. */
  source?: { host: string; port: number } | undefined;
  /** For `tls`. */
  tls?: TlsClientOptions | undefined;
  /** The name before the look-up, for TLS. */
  name: string;
}

/** The result of {@linkcode nodeConnect}. */
export interface NodeConnected {
  /** The connection. */
  conn: RawConnection;
  /** The local address. */
  localAddr: string;
  /** The peer's address. */
  remoteAddr: string;
}

/**
 * Connects to one address.
 *
 * @throws {Deno.errors.NotCapable} if the permission for the address or the source address lacks.
 * @throws an `Error` with the system's code: `ECONNREFUSED`, `EADDRNOTAVAIL`, …
 */
export async function nodeConnect(
  address: { scheme: "tcp" | "udp" | "tls"; host: string; port: number },
  { signal, source, tls, name }: NodeConnectOptions,
): Promise<NodeConnected> {
  await requirePermission(address);
  if (source !== undefined) await requirePermission(source);
  if (source !== undefined && source.host.includes(":") !== address.host.includes(":")) {
    throw new Error(`the source address ${source.host} is of the other IP family`);
  }
  const net = await import("node:net");
  const plain = net.connect({
    host: address.host,
    port: address.port,
    allowHalfOpen: true,
    noDelay: true,
    ...source && { localAddress: source.host, localPort: source.port },
  });
  await happens(plain, "connect", signal);
  const described = (socket: Socket) => ({
    conn: nodeConnection(socket),
    localAddr: formatAddress({ ...address, host: plain.localAddress!, port: plain.localPort! }),
    remoteAddr: formatAddress({ ...address, host: plain.remoteAddress!, port: plain.remotePort! }),
  });
  if (tls === undefined) return described(plain);
  const { connect } = await import("node:tls");
  const serverName = tls.serverName ?? name;
  const secure = connect({
    socket: plain,
    // A server name must not be an address (RFC 6066, section 3).
    ...net.isIP(serverName) === 0 && { servername: serverName },
    rejectUnauthorized: tls.verify !== false,
    ...tls.ca && { ca: [...tls.ca] },
    ...tls.cert && { cert: tls.cert, key: tls.key! },
  });
  await happens(secure, "secureConnect", signal);
  return described(secure);
}

/**
 * Checks that a key belongs to a certificate, both in PEM: `node:tls` reports another fault.
 *
 * @throws an `Error` as the runtime's own sockets do.
 */
export async function requireOwnKey(cert: string, key: string): Promise<void> {
  const { createPrivateKey, X509Certificate } = await import("node:crypto");
  if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))) {
    throw new Error("KeyMismatch");
  }
}

/** Without this check `node:net` throws the missing permission in a later turn, where it cannot be caught. */
async function requirePermission({ host, port }: { host: string; port: number }): Promise<void> {
  const place = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const { state } = await Deno.permissions.request({ name: "net", host: place });
  if (state !== "granted") throw new Deno.errors.NotCapable(`Requires net access to "${place}"`);
}

function happens(socket: Socket, event: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => end(() => (socket.destroy(), reject(signal.reason)));
    const fail = (error: Error) => end(() => reject(error));
    const end = (action: () => void) => {
      signal.removeEventListener("abort", abort);
      socket.off("error", fail);
      // Later errors are reported by reads and writes. Without a listener they would end the program.
      socket.on("error", () => {});
      action();
    };
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort);
    socket.once("error", fail);
    socket.once(event, () => end(resolve));
  });
}

/** Adapts a socket of `node:net` to {@linkcode duplex}. */
export function nodeConnection(socket: Socket): RawConnection {
  let rest: Uint8Array = new Uint8Array();
  let ended = false;
  let failure: Error | undefined;
  let wake = () => {};
  socket.on("end", () => (ended = true, wake()));
  socket.on("close", () => (ended = true, wake()));
  socket.on("error", (error: Error) => (failure = error, wake()));
  socket.on("readable", () => wake());
  return {
    async read(buffer) {
      while (rest.length === 0) {
        const chunk: Uint8Array | null = socket.read();
        if (chunk !== null) rest = chunk;
        else if (failure !== undefined) throw systemError(failure);
        else if (ended) return null;
        else await new Promise<void>((resolve) => wake = resolve);
      }
      const count = Math.min(buffer.length, rest.length);
      buffer.set(rest.subarray(0, count));
      rest = rest.subarray(count);
      return count;
    },
    write: (bytes) =>
      new Promise((resolve, reject) =>
        socket.write(bytes, (error) => error ? reject(systemError(error)) : resolve(bytes.length))
      ),
    closeWrite: () => new Promise((resolve) => socket.end(() => resolve())),
    close: () => void socket.destroy(),
  };
}

/** The error that the runtime's own sockets would throw. */
function systemError(error: Error): Error {
  switch ((error as { code?: string }).code) {
    case "ECONNRESET":
      return new Deno.errors.ConnectionReset(error.message);
    case "EPIPE":
      return new Deno.errors.BrokenPipe(error.message);
  }
  return error;
}
