/**
 * The HTTP server: `Deno.serve` with an access check in front of the handler. It starts again where the
 * runtime's server ends for lack of file descriptors.
 *
 * @module
 */

import { settlesWithin, sleep } from "../async.ts";
import { ACCEPT_BACKOFF, GRACE_PERIOD, MAX_REQUESTS } from "../limits.ts";
import { type Address, formatDenoAddress } from "../socket/address.ts";
import { bindAll } from "../socket/bind_all.ts";
import { cannotListen } from "../socket/cannot_listen.ts";
import type { Access, Rejection } from "./http/access.ts";
import { textAnswer } from "./http/answer.ts";
import { compressed } from "./http/compressed.ts";
import { headAnswer } from "./http/head_answer.ts";
import { InFlight } from "./in_flight.ts";
import { errorPage } from "./page/error_page.ts";
import type { PageFacts } from "./page/layout.ts";
import { chosenLanguage, LANGUAGE_COOKIE, languageOf } from "./page/words/language.ts";
import { Relay } from "./relay.ts";
import type { Handler, RequestContext } from "./request_context.ts";
import type { WebObserver } from "./web_event.ts";

/** Options of {@linkcode serveWeb}. */
export interface WebServerOptions {
  /** Where to listen. */
  address: Address & { scheme: "tcp" };
  /**
   * Further addresses of this machine to listen at, with the same port. Those that the machine no longer has
   * are left out. @default {[]}
   */
  alsoAt?: readonly string[];
  /** Takes any free port where that one is in use. @default {false} */
  orAnyPort?: boolean;
  /** Certificate chain and key in PEM form. Default: not encrypted. */
  tls?: { cert: string; key: string } | undefined;
  /**
   * Makes {@linkcode RequestContext.completed} wait until the client has received the response. A connection
   * then serves one request. Default: a response is complete when it was handed to the network.
   */
  acknowledged?: boolean;
  /** Decides which requests reach the handler. */
  access: Access;
  /** Answers them. */
  handler: Handler;
  /** Facts about the server, for pages about errors. */
  facts: PageFacts;
  /** Receives an event for each of the others. */
  observer: WebObserver;
}

type RequestInfo = Deno.ServeHandlerInfo<Deno.NetAddr>;

/** A running server. */
export interface WebServer {
  /** The port in use. */
  readonly port: number;
  /** The addresses it listens at. */
  readonly hosts: readonly string[];
  /** Resolves when the server has stopped; rejects where it cannot go on. */
  readonly finished: Promise<void>;
  /** Stops accepting, and ends requests in flight: at once, or when they are answered. */
  stop(how: "now" | "gracefully"): Promise<void>;
}

/**
 * Starts a server.
 *
 * @throws {LocalError} if the address is in use, or needs more rights.
 * @throws {ConnectionError} if the address is none of this machine's.
 */
export function serveWeb(options: WebServerOptions): WebServer {
  return new Server(options);
}

class Server implements WebServer {
  readonly #options: WebServerOptions;
  readonly #over = Promise.withResolvers<void>();
  #abort!: AbortController;
  #servers!: (Relay | Deno.HttpServer<Deno.NetAddr>)[];
  #stopping = false;
  readonly #inFlight = new InFlight();
  port: number;
  hosts: readonly string[] = [];

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
    const { address, alsoAt = [], tls, acknowledged } = this.#options;
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    const common = {
      signal,
      onListen() {},
      onError: () => textAnswer(500, "Internal error"),
    };
    const bind = (at: { hostname: string; port: number }) => {
      if (!acknowledged) {
        const handle = (request: Request, info: RequestInfo) => this.#answer(request, info);
        return Deno.serve({ ...at, ...common, ...tls }, handle);
      }
      const inside = { hostname: "127.0.0.1", port: 0 };
      const serve = (relay: Relay) =>
        Deno.serve(
          { ...inside, ...common },
          (request, info) => this.#answerOnce(request, info, relay),
        );
      return new Relay({ at, signal, serve, ...tls && { tls } });
    };
    const close = (server: Relay | Deno.HttpServer<Deno.NetAddr>) => void server.shutdown();
    const at = { hosts: [address.host, ...alsoAt], port: this.port };
    const { bound, hosts } = bindAll(at, { bind, close });
    this.#servers = bound;
    this.hosts = hosts;
    Promise.all(this.#servers.map((server) => server.finished)).then(
      () => this.#stopping && this.#over.resolve(),
      () => this.#openAgain(),
    );
  }

  /**
   * Without file descriptors the runtime's server ends. Closes its connections, among them the idle ones
   * that hold the descriptors, and listens again.
   */
  async #openAgain(): Promise<void> {
    this.#abort.abort();
    while (!this.#stopping) {
      await sleep(ACCEPT_BACKOFF);
      try {
        return this.#open();
      } catch (cause) {
        // Another program may have taken the port. Otherwise there are still no descriptors.
        if ((cause as { code?: string }).code === "EADDRINUSE") {
          return this.#over.reject(cannotListen(cause, `port ${this.port}`));
        }
      }
    }
    this.#over.resolve();
  }

  /** Answers a request from the relay, and ends its connection. */
  async #answerOnce(request: Request, info: RequestInfo, relay: Relay): Promise<Response> {
    const client = relay.clientAt(info.remoteAddr);
    if (client === undefined) return textAnswer(403, "Connections must come through the relay");
    const { address: remoteAddr, taken } = client;
    const completed = (info.completed ?? Promise.resolve()).then(() => taken);
    const seen = this.#options.tls === undefined ? request : asEncrypted(request);
    const answer = await this.#answer(seen, { remoteAddr, completed });
    answer.headers.set("connection", "close");
    return answer;
  }

  async #answer(request: Request, info: RequestInfo): Promise<Response> {
    const answer = await compressed(request, await this.#respond(request, info));
    return request.method === "HEAD" ? await headAnswer(answer) : answer;
  }

  /** Answers a request in the language of its user: errors as pages, where a browser asks. */
  async #respond(request: Request, info: RequestInfo): Promise<Response> {
    const { access, facts } = this.#options;
    if (this.#inFlight.count >= MAX_REQUESTS) {
      return textAnswer(503, "Too many requests are running; try again later", {
        "retry-after": "5",
      });
    }
    const query = URL.parse(request.url)?.searchParams ?? new URLSearchParams();
    const language = languageOf(request.headers, query);
    const admission = access.admit(request, info.remoteAddr.hostname);
    const admitted = "path" in admission;
    const answer = admitted
      ? await this.#handle({ request, info, query, language, path: admission.path })
      : this.#reject(request, info, admission);
    const chosen = chosenLanguage(query);
    if (chosen !== undefined) {
      answer.headers.set(
        "set-cookie",
        `${LANGUAGE_COOKIE}=${chosen}; Path=/; Max-Age=31536000; SameSite=Strict; HttpOnly`,
      );
    }
    return await errorPage(request, { answer, language, facts, admitted });
  }

  #reject(
    request: Request,
    info: RequestInfo,
    { status, reason, headers }: Rejection,
  ): Response {
    // A browser's first request has no password; that is not worth an event.
    if (status !== 401 || request.headers.has("authorization")) {
      const peer = formatDenoAddress(info.remoteAddr);
      this.#options.observer.event({ type: "rejected", peer, status, reason });
    }
    return textAnswer(status, reason, headers);
  }

  async #handle(
    { info, ...admitted }:
      & Pick<RequestContext, "request" | "path" | "query" | "language">
      & { info: RequestInfo },
  ): Promise<Response> {
    const peer = formatDenoAddress(info.remoteAddr);
    const completed = info.completed ?? Promise.resolve();
    this.#inFlight.until(completed);
    return await this.#options.handler.handle({ ...admitted, peer, completed });
  }

  async stop(how: "now" | "gracefully"): Promise<void> {
    if (this.#stopping) return await this.finished;
    this.#stopping = true;
    const { handler } = this.#options;
    if (how === "gracefully") {
      const done = Promise.all(this.#servers.map((server) => server.shutdown()));
      await this.#inFlight.over();
      // A connection in the middle of a request keeps shutdown() waiting without end. The relay can still be
      // aborted then; the runtime's server would throw an error that nothing catches.
      if (!await settlesWithin(done, GRACE_PERIOD) && this.#options.acknowledged) {
        this.#abort.abort();
      }
    } else this.#abort.abort();
    await handler.close();
    this.#over.resolve();
  }
}

/**
 * The request as the client sent it: TLS ends at the relay. Its signal is left out, because the runtime prints
 * a warning once that of a request was used (Deno 2.9, "legacy abort").
 */
function asEncrypted({ url, method, headers, body }: Request): Request {
  return new Request(url.replace(/^http:/, "https:"), { method, headers, body });
}
