/**
 * The HTTP server: `Deno.serve` with a door in front of the handler, and patience with its own faults.
 *
 * @module
 */

import { ACCEPT_BACKOFF, FAREWELL_TIMEOUT, MAX_REQUESTS } from "../limits.ts";
import { type Address, formatDenoAddress } from "../socket/address.ts";
import { bindBoth } from "../socket/bind_both.ts";
import { cannotListen } from "../socket/listen.ts";
import type { Access } from "./access.ts";
import { textAnswer } from "./answer.ts";
import { Busy } from "./busy.ts";
import type { Handler } from "./visit.ts";
import type { WebObserver } from "./web_event.ts";

/** Options of {@linkcode serveWeb}. */
export interface WebServerOptions {
  /** Where to listen. */
  address: Address & { scheme: "tcp" };
  /** Takes any free port where that one is taken. Default false. */
  orAnyPort?: boolean;
  /** Certificate chain and key in PEM form. Default: not encrypted. */
  tls?: { cert: string; key: string };
  /** Who may come in. */
  access: Access;
  /** Answers those who may. */
  handler: Handler;
  /** Hears of those who may not. */
  observer: WebObserver;
}

/** A running server. */
export interface WebServer {
  /** The port in use. */
  readonly port: number;
  /** Resolves when it is over; rejects where it cannot go on. */
  readonly finished: Promise<void>;
  /** Takes no more requests and ends what runs at once, or once it is done. */
  stop(how: "now" | "gracefully"): Promise<void>;
}

/**
 * Starts to serve.
 *
 * @throws {LocalError} the address is in use, or needs more rights. @throws {ConnectionError} it is none of this machine's.
 */
export function serveWeb(options: WebServerOptions): WebServer {
  return new Server(options);
}

class Server implements WebServer {
  readonly #options: WebServerOptions;
  readonly #over = Promise.withResolvers<void>();
  #abort!: AbortController;
  #servers!: Deno.HttpServer<Deno.NetAddr>[];
  #stopping = false;
  readonly #busy = new Busy();
  port: number;

  constructor(options: WebServerOptions) {
    this.#options = options;
    this.port = options.address.port;
    try {
      this.#open();
    } catch (cause) {
      if (!options.orAnyPort || (cause as { code?: string }).code !== "EADDRINUSE") {
        throw cannotListen(cause, `${options.address.host}:${this.port}`);
      }
      this.port = 0;
      this.#open();
    }
    this.port = this.#servers[0]!.addr.port;
  }

  get finished(): Promise<void> {
    return this.#over.promise;
  }

  #open(): void {
    const { address, tls } = this.#options;
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    const bind = (at: { hostname: string; port: number }) =>
      Deno.serve({
        ...at,
        signal,
        ...tls,
        onListen() {},
        onError: () => textAnswer(500, "something went wrong here"),
      }, (request, info) => this.#answer(request, info));
    const at = { host: address.host, port: this.port };
    this.#servers = bindBoth(at, bind, (server) => void server.shutdown());
    Promise.all(this.#servers.map((server) => server.finished)).then(
      () => this.#stopping && this.#over.resolve(),
      () => this.#openAgain(),
    );
  }

  /**
   * Without descriptors left the runtime's server ends. Its connections, among them those that took the
   * descriptors and ask nothing, are let go of, and it begins anew.
   */
  async #openAgain(): Promise<void> {
    this.#abort.abort();
    while (!this.#stopping) {
      await new Promise((resolve) => setTimeout(resolve, ACCEPT_BACKOFF));
      try {
        return this.#open();
      } catch (cause) {
        // Somebody else took the port meanwhile, or the descriptors are still away.
        if ((cause as { code?: string }).code === "EADDRINUSE") {
          return this.#over.reject(cannotListen(cause, `port ${this.port}`));
        }
      }
    }
    this.#over.resolve();
  }

  async #answer(request: Request, info: Deno.ServeHandlerInfo<Deno.NetAddr>): Promise<Response> {
    const { access, handler, observer } = this.#options;
    const peer = formatDenoAddress(info.remoteAddr);
    if (this.#busy.count >= MAX_REQUESTS) {
      return textAnswer(503, "too many are being served; try again", { "retry-after": "5" });
    }
    const admission = access.admit(request, info.remoteAddr.hostname);
    if ("status" in admission) {
      const { status, reason, headers } = admission;
      // A browser asks without a password first; that is no news.
      if (status !== 401 || request.headers.has("authorization")) {
        observer.event({ type: "turned_away", peer, status, reason });
      }
      return textAnswer(status, reason, headers);
    }
    const completed = info.completed ?? Promise.resolve();
    this.#busy.until(completed);
    const query = new URL(request.url).searchParams;
    return await handler.handle({ request, path: admission.path, query, peer, completed });
  }

  async stop(how: "now" | "gracefully"): Promise<void> {
    if (this.#stopping) return await this.finished;
    this.#stopping = true;
    const { handler } = this.#options;
    if (how === "gracefully") {
      const done = Promise.all(this.#servers.map((server) => server.shutdown()));
      await this.#busy.over();
      // Connections on which nothing was asked would be waited for without end.
      const late = new Promise<"late">((resolve) =>
        setTimeout(() => resolve("late"), FAREWELL_TIMEOUT)
      );
      // What is over already takes no signal any more.
      if (await Promise.race([done, late]) === "late") this.#abort.abort();
    } else this.#abort.abort();
    await handler.close();
    this.#over.resolve();
  }
}
