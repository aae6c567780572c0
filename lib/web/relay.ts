/**
 * A listener in front of the runtime's HTTP server that knows whether a client took its answer.
 *
 * The runtime says when an answer was handed to the network; megabytes of it may then still wait in
 * buffers for a client that has gone. Only the connection tells: a client that closes it in order,
 * after everything was sent, has taken everything; one that leaves earlier resets it.
 *
 * @module
 */

import { ACCEPT_BACKOFF, GRACE_PERIOD, MAX_REQUESTS, WEB_STALL_TIMEOUT } from "../limits.ts";

/** Bytes passed on at a time. */
const CHUNK = 256 * 1024;

/** Options of {@linkcode Relay}. */
export interface RelayOptions {
  /** Where to listen. */
  at: { hostname: string; port: number };
  /** Certificate chain and key in PEM form. Default: not encrypted. */
  tls?: { cert: string; key: string };
  /** Closes everything. */
  signal: AbortSignal;
  /** Starts the HTTP server, on loopback. It ends each connection after one answer. */
  serve: (relay: Relay) => Deno.HttpServer<Deno.NetAddr>;
}

/** A client whose connection is passed on. */
export interface RelayedClient {
  /** Its address. */
  readonly address: Deno.NetAddr;
  /** Resolves when it has taken its answer; rejects when it has not. */
  readonly taken: Promise<void>;
}

interface Passing extends RelayedClient {
  /** True once it gets an answer. */
  answered: boolean;
  close(): void;
}

/** Passes connections on to an HTTP server. */
export class Relay {
  readonly #listener: Deno.Listener;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  /** By the port that the connection has at the HTTP server. */
  readonly #passing = new Map<number, Passing>();
  readonly #accepting: Promise<void>;
  #closed = false;

  /** Listens. */
  constructor({ at, tls, signal, serve }: RelayOptions) {
    this.#listener = tls === undefined
      ? Deno.listen(at)
      // Over HTTP/2 a connection outlives its answers, so its end would say nothing.
      : Deno.listenTls({ ...at, ...tls, alpnProtocols: ["http/1.1"] });
    this.#server = serve(this);
    this.#accepting = this.#accept();
    signal.addEventListener("abort", () => {
      this.#stopAccepting();
      for (const passing of this.#passing.values()) passing.close();
    });
  }

  /** Where it listens. */
  get addr(): Deno.NetAddr {
    return this.#listener.addr as Deno.NetAddr;
  }

  /** Resolves when the HTTP server has ended. */
  get finished(): Promise<void> {
    return Promise.all([this.#server.finished, this.#accepting]).then(() => {});
  }

  /** The client of a request, by the address that the HTTP server sees; undefined: it came another way. */
  clientAt({ port }: Deno.NetAddr): RelayedClient | undefined {
    return this.#passing.get(port);
  }

  /** Takes no more connections; resolves when the last request is answered. */
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
        void this.#pass(client);
      } catch {
        if (!this.#closed) await delay(ACCEPT_BACKOFF);
      }
    }
  }

  /** Connections on which nothing was answered yet are let go of first. */
  #makeRoom(): void {
    if (this.#passing.size < MAX_REQUESTS) return;
    const silent = this.#passing.values().find(({ answered }) => !answered);
    silent?.close();
  }

  async #pass(client: Deno.Conn): Promise<void> {
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
    const passing = {
      address: client.remoteAddr as Deno.NetAddr,
      taken: taken.promise,
      answered: false,
      close: () => closeAll(client, server),
    };
    this.#passing.set(port, passing);
    try {
      await passBoth(client, server, () => passing.answered = true);
      taken.resolve();
    } catch (error) {
      taken.reject(error);
    } finally {
      passing.close();
      this.#passing.delete(port);
    }
  }
}

/** Resolves when the client has taken everything that the server said. */
async function passBoth(
  client: Deno.Conn,
  server: Deno.TcpConn,
  onAnswer: () => void,
): Promise<void> {
  let hasEnded = false;
  const ended = passRequest(client, server).then(() => hasEnded = true);
  // Looked at below; until then it may fail as it likes.
  ended.catch(() => {});
  const buffer = new Uint8Array(CHUNK);
  for (let count; (count = await server.read(buffer)) !== null;) {
    onAnswer();
    if (hasEnded) throw new Error("the client left before the end");
    await writeAll(client, buffer.subarray(0, count));
  }
  // An HTTP/1.0 client waits for our end; others know where the answer ends, and go first.
  if (await within(GRACE_PERIOD, ended)) {
    // What was still on its way to a client that had gone comes back as a reset.
    await delay(GRACE_PERIOD);
    await client.write(new Uint8Array(1));
    return;
  }
  await client.closeWrite();
  if (!await within(WEB_STALL_TIMEOUT, ended)) throw new Error("the client does not close");
}

async function passRequest(client: Deno.Conn, server: Deno.TcpConn): Promise<void> {
  const buffer = new Uint8Array(CHUNK);
  try {
    for (let count; (count = await client.read(buffer)) !== null;) {
      await writeAll(server, buffer.subarray(0, count)).catch(() => {});
    }
  } catch (error) {
    // Over TLS many close without the word for it. A reset is another error.
    if (!(error instanceof Deno.errors.UnexpectedEof)) {
      server.close();
      throw error;
    }
  }
  await server.closeWrite().catch(() => {});
}

async function writeAll(conn: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
}

/** Whether a promise resolves in time. @throws what it rejects with. */
async function within(milliseconds: number, promise: Promise<unknown>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  try {
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function closeAll(...conns: Deno.Conn[]): void {
  for (const conn of conns) {
    try {
      conn.close();
    } catch { /* closed before */ }
  }
}
