/**
 * A connection through `node:net` and `node:tls`, for what `Deno.connect` does not offer: a source
 * address, TLS without verification, and a client certificate together with another server name.
 *
 * @module
 */

import type { Socket } from "node:net";
import type { RawConnection } from "./duplex.ts";
import { formatAddress } from "./address.ts";
import type { NodeStream } from "./node_stream.ts";

/** Options of {@linkcode nodeConnect}. */
export interface NodeConnectOptions {
  /** Ends the attempt with its reason. */
  signal: AbortSignal;
  /** The local address. */
  source: { host: string; port: number };
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
  { signal, source }: NodeConnectOptions,
): Promise<NodeConnected> {
  await requirePermission(address);
  await requirePermission(source);
  if (source.host.includes(":") !== address.host.includes(":")) {
    throw new Error(`the source address ${source.host} is of the other IP family`);
  }
  const net = await import("node:net");
  const plain = net.connect({
    host: address.host,
    port: address.port,
    allowHalfOpen: true,
    noDelay: true,
    localAddress: source.host,
    localPort: source.port,
  });
  await happens(plain, "connect", signal);
  return {
    conn: nodeConnection(plain),
    localAddr: formatAddress({ ...address, host: plain.localAddress!, port: plain.localPort! }),
    remoteAddr: formatAddress({ ...address, host: plain.remoteAddress!, port: plain.remotePort! }),
  };
}

/** Without this check `node:net` throws the missing permission in a later turn, where it cannot be caught. */
async function requirePermission({ host, port }: { host: string; port: number }): Promise<void> {
  const place = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const { state } = await Deno.permissions.request({ name: "net", host: place });
  if (state !== "granted") throw new Deno.errors.NotCapable(`Requires net access to "${place}"`);
}

/** Resolves at an event of a socket; rejects with its error, or with the signal's reason. */
export function happens(socket: Socket, event: string, signal: AbortSignal): Promise<void> {
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

/** Milliseconds that a stream has to report its end after that of the stream below it. */
const END_DELAY = 100;

/**
 * Adapts a socket of `node:net` to {@linkcode duplex}.
 *
 * @param below For TLS: the connection below. Where it ends first, the stream was cut.
 */
export function nodeConnection(socket: Socket, below?: NodeStream): RawConnection {
  let rest: Uint8Array = new Uint8Array();
  let ended = false;
  let failure: Error | undefined;
  let wake = () => {};
  socket.on("end", () => (ended = true, wake()));
  const writes = new Set<(error: Error) => void>();
  // `node:tls` drops the callbacks of writes when the stream below fails (Deno 2.9).
  const fail = (error: Error) => {
    failure ??= error;
    for (const reject of writes) reject(systemError(failure));
    wake();
  };
  const onClose = () => {
    if (!ended || writes.size > 0) fail(new Deno.errors.BrokenPipe("closed"));
    wake();
  };
  for (const each of [socket, ...below ? [below.stream] : []]) {
    each.on("error", fail);
    each.on("close", onClose);
  }
  socket.on("readable", () => wake());
  below?.onEnd(() => wake());
  below?.limit(socket);
  const change = (within?: number) =>
    new Promise<boolean>((resolve) => {
      const timer = within === undefined ? undefined : setTimeout(() => resolve(false), within);
      wake = () => (clearTimeout(timer), resolve(true));
    });
  return {
    async read(buffer) {
      let isCut = false;
      while (rest.length === 0) {
        const chunk: Uint8Array | null = socket.read();
        below?.resume();
        if (chunk !== null) rest = chunk;
        else if (failure !== undefined) throw systemError(failure);
        else if (ended) return null;
        else if (isCut) throw new Deno.errors.UnexpectedEof("no close_notify");
        else if (!below?.ended()) await change();
        else isCut = !await change(END_DELAY) && below.stream.readableLength === 0;
      }
      const count = Math.min(buffer.length, rest.length);
      buffer.set(rest.subarray(0, count));
      rest = rest.subarray(count);
      return count;
    },
    write: (bytes) => {
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      if (socket.destroyed) reject(new Deno.errors.BrokenPipe("closed"));
      writes.add(reject);
      socket.write(bytes, (error) => error ? reject(systemError(error)) : resolve(bytes.length));
      return promise.finally(() => writes.delete(reject));
    },
    closeWrite: () =>
      new Promise((resolve) => {
        socket.once("close", () => resolve());
        socket.end(() => resolve());
      }),
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
