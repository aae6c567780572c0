/** The accept loop: a connection after the other, each to the service. @module */

import {
  GRACE_PERIOD,
  IDLE_CHECK_INTERVAL,
  MAX_CONNECTIONS,
  MAX_DRAIN_BYTES,
  SERVICE_IDLE_TIMEOUT,
} from "../limits.ts";
import { ConnectionError } from "../errors.ts";
import type { Duplex } from "./duplex.ts";
import type { Listener } from "./listen.ts";

/** What a service is told besides its connection. */
export interface ServiceContext {
  /** Aborted when the service is to end. */
  signal: AbortSignal;
  /** Tells the operator something. May hold the peer's text as it came: it is escaped where it is shown. */
  log(line: string): void;
}

/** Serves one connection. When it returns, our direction ends; when it throws, the connection does. */
export type ConnectionService = (conn: Duplex, context: ServiceContext) => Promise<void>;

/** Options of {@linkcode serve}. */
export interface ServeOptions {
  /** Ends the loop. Default: only {@linkcode Listener.close} does. */
  signal?: AbortSignal;
  /** Connections at the same time; more wait to be accepted. Default {@linkcode MAX_CONNECTIONS}. */
  maxConnections?: number;
  /** Milliseconds without a byte in either direction before a connection is closed. Default {@linkcode SERVICE_IDLE_TIMEOUT}. */
  idle?: number;
  /** Milliseconds that connections have to end once the loop does. Default {@linkcode GRACE_PERIOD}. */
  grace?: number;
  /** Told about connections that come and go. Default: nobody is. */
  log?: (line: string) => void;
  /** Told how a connection failed; the loop goes on. Default: it is logged. */
  onError?: (error: unknown, conn: Duplex) => void;
}

/**
 * Accepts connections and serves them side by side until the signal or the listener ends. What goes
 * wrong with one of them is no concern of the others.
 *
 * ```ts
 * import { serve } from "./serve.ts";
 * import { listen } from "./listen.ts";
 * const listener = listen({ scheme: "tcp", host: "127.0.0.1", port: 0 });
 * const ended = serve(listener, (conn) => conn.readable.pipeTo(conn.writable));
 * listener.close();
 * await ended;
 * ```
 */
export async function serve(
  listener: Listener,
  service: ConnectionService,
  options: ServeOptions = {},
): Promise<void> {
  const { maxConnections = MAX_CONNECTIONS, grace = GRACE_PERIOD, log = () => {} } = options;
  const stop = new AbortController();
  const close = () => {
    listener.close();
    stop.abort(options.signal?.reason);
  };
  options.signal?.addEventListener("abort", close);
  if (options.signal?.aborted) close();
  const open = new OpenConnections(options.idle ?? SERVICE_IDLE_TIMEOUT);
  const onError = options.onError ??
    ((error: unknown, { remoteAddr }: Duplex) => log(`${remoteAddr}: ${textOf(error)}`));
  try {
    while (true) {
      // The system's queue holds who waits; turning them away would only make them come back.
      if (open.size >= maxConnections) await open.left();
      const conn = await listener.accept();
      if (conn === undefined) break;
      open.add(
        conn,
        serveOne(conn, service, { signal: stop.signal, log })
          .catch((error) => stop.signal.aborted || onError(error, conn)),
      );
    }
    stop.abort();
    await open.end(grace);
  } finally {
    options.signal?.removeEventListener("abort", close);
    open.stop();
  }
}

async function serveOne(
  conn: Duplex,
  service: ConnectionService,
  context: ServiceContext,
): Promise<void> {
  try {
    await service(conn, context);
    await conn.closeWrite();
    await drain(conn);
  } finally {
    conn.abort();
  }
}

/**
 * Reads on for a moment after our last word. To close over bytes that nobody has read makes the system
 * send a reset, and the peer may lose what it had not read yet (RFC 1122, section 4.2.2.13).
 */
async function drain(conn: Duplex): Promise<void> {
  if (conn.readable.locked) return;
  const timer = setTimeout(() => conn.abort(), GRACE_PERIOD);
  try {
    // A default reader: where one has seen the end, Deno 2.9 leaves a later BYOB read waiting.
    const reader = conn.readable.getReader();
    for (let count = 0; count <= MAX_DRAIN_BYTES;) {
      const { done, value } = await reader.read();
      if (done) return;
      count += value.length;
    }
  } catch {
    // Everything was said; how the peer takes its leave is its own affair.
  } finally {
    clearTimeout(timer);
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The connections being served, and the eye on those that are still. */
class OpenConnections {
  readonly #running = new Map<Duplex, Promise<unknown>>();
  readonly #idle: number;
  #timer: ReturnType<typeof setInterval> | undefined;
  #leave = () => {};

  constructor(idle: number) {
    this.#idle = idle;
  }

  get size(): number {
    return this.#running.size;
  }

  add(conn: Duplex, served: Promise<unknown>): void {
    this.#running.set(
      conn,
      served.finally(() => {
        this.#running.delete(conn);
        this.#leave();
      }),
    );
    // One timer for all: ten thousand timers would cost more than the connections.
    if (this.#idle !== Infinity) {
      this.#timer ??= setInterval(() => this.#look(), Math.min(IDLE_CHECK_INTERVAL, this.#idle));
    }
  }

  /** Resolves when the next connection has ended. */
  left(): Promise<void> {
    return new Promise((resolve) => this.#leave = resolve);
  }

  async end(grace: number): Promise<void> {
    const timer = setTimeout(() => {
      for (const conn of this.#running.keys()) conn.abort();
    }, grace);
    await Promise.all(this.#running.values());
    clearTimeout(timer);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    for (const conn of this.#running.keys()) {
      if (conn.idle() < this.#idle) continue;
      const text = `serve ${conn.remoteAddr}: nothing moved for ${this.#idle / 1000} s`;
      conn.abort(new ConnectionError("timeout", text));
    }
  }
}
