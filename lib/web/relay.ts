/**
 * A listener in front of the runtime's HTTP server that knows whether a client received its response.
 *
 * The runtime reports when a response was handed to the network; megabytes of it may then still be in
 * buffers for a client that has disconnected. Only the connection tells: a client that closes it after
 * everything was sent has received everything; one that closes earlier causes a reset.
 *
 * @module
 */

import { settlesWithin, sleep } from "../async.ts";
import { writeAll } from "../bytes.ts";
import { ACCEPT_BACKOFF, GRACE_PERIOD, MAX_REQUESTS, WEB_STALL_TIMEOUT } from "../limits.ts";

/** Bytes of a read. */
const CHUNK = 256 * 1024;

/** Options of {@linkcode Relay}. */
export interface RelayOptions {
  /** Where to listen. */
  at: { hostname: string; port: number };
  /** Certificate chain and key in PEM form. Default: not encrypted. */
  tls?: { cert: string; key: string };
  /** Closes the listener and every connection. */
  signal: AbortSignal;
  /** Starts the HTTP server on loopback. It must close each connection after one response. */
  serve: (relay: Relay) => Deno.HttpServer<Deno.NetAddr>;
}

/** A client whose connection is relayed. */
export interface RelayedClient {
  /** The client's address. */
  readonly address: Deno.NetAddr;
  /** Resolves when the client has received the response; rejects when it has not. */
  readonly taken: Promise<void>;
}

interface Relayed extends RelayedClient {
  /** Whether a response has begun. */
  answered: boolean;
  close(): void;
}

/** Relays connections to an HTTP server. */
export class Relay {
  readonly #listener: Deno.Listener;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  /** By the local port of the connection to the HTTP server. */
  readonly #relayed = new Map<number, Relayed>();
  readonly #accepting: Promise<void>;
  #closed = false;

  /** Listens. */
  constructor({ at, tls, signal, serve }: RelayOptions) {
    this.#listener = tls === undefined
      ? Deno.listen(at)
      // An HTTP/2 connection outlives its responses, so its end would prove nothing.
      : Deno.listenTls({ ...at, ...tls, alpnProtocols: ["http/1.1"] });
    this.#server = serve(this);
    this.#accepting = this.#accept();
    signal.addEventListener("abort", () => {
      this.#stopAccepting();
      for (const relayed of this.#relayed.values()) relayed.close();
    });
  }

  /** The address of the listener. */
  get addr(): Deno.NetAddr {
    return this.#listener.addr as Deno.NetAddr;
  }

  /** Resolves when the HTTP server has ended. */
  get finished(): Promise<void> {
    return Promise.all([this.#server.finished, this.#accepting]).then(() => {});
  }

  /** Finds the client of a request by the address that the HTTP server sees; undefined where it was not relayed. */
  clientAt({ port }: Deno.NetAddr): RelayedClient | undefined {
    return this.#relayed.get(port);
  }

  /** Stops accepting; resolves when the last request is answered. */
  async shutdown(): Promise<void> {
    this.#stopAccepting();
    await this.#server.shutdown();
  }

  #stopAccepting(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#listener.close();
  }

  async #accept(): Promise<void> {
    while (!this.#closed) {
      try {
        const client = await this.#listener.accept();
        this.#makeRoom();
        void this.#relay(client);
      } catch {
        if (!this.#closed) await sleep(ACCEPT_BACKOFF);
      }
    }
  }

  /** At the limit, closes a connection that has had no response yet. */
  #makeRoom(): void {
    if (this.#relayed.size < MAX_REQUESTS) return;
    const silent = this.#relayed.values().find(({ answered }) => !answered);
    silent?.close();
  }

  async #relay(client: Deno.Conn): Promise<void> {
    const { hostname, port: inside } = this.#server.addr;
    let server: Deno.TcpConn;
    try {
      server = await Deno.connect({ hostname, port: inside });
    } catch {
      return client.close();
    }
    const { port } = server.localAddr;
    const taken = Promise.withResolvers<void>();
    taken.promise.catch(() => {});
    const relayed = {
      address: client.remoteAddr as Deno.NetAddr,
      taken: taken.promise,
      answered: false,
      close: () => closeAll(client, server),
    };
    this.#relayed.set(port, relayed);
    try {
      await relayBoth(client, server, () => relayed.answered = true);
      taken.resolve();
    } catch (error) {
      taken.reject(error);
    } finally {
      relayed.close();
      this.#relayed.delete(port);
    }
  }
}

/** Resolves when the client has received everything that the server sent. */
async function relayBoth(
  client: Deno.Conn,
  server: Deno.TcpConn,
  onAnswer: () => void,
): Promise<void> {
  let hasEnded = false;
  const ended = relayRequest(client, server).then(() => hasEnded = true);
  // Awaited below; a rejection before that must not count as unhandled.
  ended.catch(() => {});
  const buffer = new Uint8Array(CHUNK);
  for (let count; (count = await server.read(buffer)) !== null;) {
    onAnswer();
    if (hasEnded) throw new Error("the client left before the end");
    await writeAll(client, buffer.subarray(0, count));
  }
  // An HTTP/1.0 client waits for the server's end; others know where the response ends, and close first.
  if (await settlesWithin(ended, GRACE_PERIOD)) {
    // Bytes still under way to a client that has disconnected come back as a reset.
    await sleep(GRACE_PERIOD);
    await client.write(new Uint8Array(1));
    return;
  }
  await client.closeWrite();
  if (!await settlesWithin(ended, WEB_STALL_TIMEOUT)) throw new Error("the client does not close");
}

async function relayRequest(client: Deno.Conn, server: Deno.TcpConn): Promise<void> {
  const buffer = new Uint8Array(CHUNK);
  try {
    for (let count; (count = await client.read(buffer)) !== null;) {
      await writeAll(server, buffer.subarray(0, count)).catch(() => {});
    }
  } catch (error) {
    // Many TLS clients close without close_notify. A reset is another error.
    if (!(error instanceof Deno.errors.UnexpectedEof)) {
      server.close();
      throw error;
    }
  }
  await server.closeWrite().catch(() => {});
}

function closeAll(...conns: Deno.Conn[]): void {
  for (const conn of conns) {
    try {
      conn.close();
    } catch { /* closed before */ }
  }
}
