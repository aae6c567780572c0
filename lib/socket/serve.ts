/** The accept loop: passes every connection to a service. @module */

import {
  GRACE_PERIOD,
  IDLE_CHECK_INTERVAL,
  MAX_CONNECTIONS,
  SERVICE_IDLE_TIMEOUT,
} from "../limits.ts";
import { ConnectionError } from "../errors.ts";
import { shortAddress } from "./address.ts";
import type { Duplex } from "./duplex.ts";
import type { Listener } from "./listen.ts";
import { failureLine, printFailure } from "./service_failure.ts";

/** What a service receives besides its connection. */
export interface ServiceContext {
  /** Aborted when the service must end. */
  signal: AbortSignal;
  /** Logs a line for the operator. It may hold the peer's text, which is escaped where it is shown. */
  log(line: string): void;
}

/** Serves one connection. When it resolves, this side's direction ends; when it rejects, the connection does. */
export type ConnectionService = (conn: Duplex, context: ServiceContext) => Promise<void>;

/** Options of {@linkcode serve}. */
export interface ServeOptions {
  /** Ends the loop, as {@linkcode Listener.close} does. */
  signal?: AbortSignal;
  /** Connections served at the same time. Further ones wait to be accepted. @default {MAX_CONNECTIONS} */
  maxConnections?: number;
  /** Milliseconds without a byte in either direction before a connection is closed. @default {SERVICE_IDLE_TIMEOUT} */
  idle?: number;
  /** Milliseconds that connections have to end after the loop. @default {GRACE_PERIOD} */
  grace?: number;
  /** Called with a line for the operator. */
  log?: (line: string) => void;
  /**
   * Called when a connection fails; the loop goes on. If absent, `log` gets a line, and without `log`
   * standard error: one line for a failure of the network, the stack for a mistake in the service.
   */
  onError?: (error: unknown, conn: Duplex) => void;
}

/**
 * Accepts connections and serves them concurrently until the signal is aborted or the listener closed.
 * The failure of one connection does not affect the others.
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
  const { maxConnections = MAX_CONNECTIONS, grace = GRACE_PERIOD, log } = options;
  const stop = new AbortController();
  const close = () => {
    listener.close();
    stop.abort(options.signal?.reason);
  };
  options.signal?.addEventListener("abort", close);
  if (options.signal?.aborted) close();
  const open = new OpenConnections(options.idle ?? SERVICE_IDLE_TIMEOUT);
  const onError = options.onError ??
    ((error: unknown, { remoteAddr }: Duplex) =>
      log ? log(failureLine(error, remoteAddr)) : printFailure(error, remoteAddr));
  try {
    while (true) {
      // Further connections wait in the system's queue. Rejected clients would only try again.
      if (open.size >= maxConnections) await open.left();
      const conn = await listener.accept();
      if (conn === undefined) break;
      open.add(
        conn,
        serveOne(conn, service, { signal: stop.signal, log: log ?? (() => {}) })
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
    // Without a limit here: what the service wrote may still be on its way.
    await conn.closeWrite();
    await conn.close();
  } finally {
    conn.abort();
  }
}

/** The connections being served. Aborts those that are idle. */
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
    // One timer for all connections: ten thousand timers would cost more than the connections.
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
      const text = `Connection closed: ${shortAddress(conn.remoteAddr)} was idle for ${
        this.#idle / 1000
      } s`;
      conn.abort(new ConnectionError("timeout", text));
    }
  }
}
