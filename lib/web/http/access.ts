/**
 * The access check. It runs before any byte of a body is read, and looks at the host name that the
 * client used, the token in the path, the password and, for requests that change something, the origin.
 *
 * @module
 */

import { GUESS_INTERVAL, MAX_GUESS_SOURCES, MAX_GUESSES } from "../../limits.ts";
import { SourceRateLimiter } from "../../rate_limiter.ts";
import { sourceOf } from "../../socket/source_of.ts";
import { sameText } from "./same_text.ts";

/** Options of {@linkcode Access}. */
export interface AccessOptions {
  /** First component of every path. Default: no token is required. */
  token?: string | undefined;
  /** Password of HTTP's Basic authentication, with any user name. Default: no password is required. */
  password?: string | undefined;
  /** Names of this machine that a client may use besides its addresses. */
  hostNames: readonly string[];
  /** Further names that a client may use, in lower case. Default: none. */
  hostPattern?: RegExp | undefined;
  /**
   * Whether a path, without its leading slash, needs neither token nor password, because what answers
   * there checks its clients itself. Default: none.
   */
  isOpen?: ((path: string) => boolean) | undefined;
}

/** The response that rejects a request. */
export interface Rejection {
  /** The status. */
  status: number;
  /** The reason in words. */
  reason: string;
  /** Further headers. */
  headers?: Record<string, string>;
}

/** The result: the path below the token, or a rejection. */
export type Admission = { path: string } | Rejection;

/** Admits or rejects requests. */
export class Access {
  readonly #options: AccessOptions;
  /** A unit is a wrong password. */
  readonly #guesses: SourceRateLimiter;

  /** @param now The clock, in milliseconds. */
  constructor(options: AccessOptions, now: () => number = () => performance.now()) {
    this.#options = options;
    this.#guesses = new SourceRateLimiter({
      burst: MAX_GUESSES,
      perSecond: 1000 / GUESS_INTERVAL,
      maxSources: MAX_GUESS_SOURCES,
      now,
    });
  }

  /** The start of every path: `/`, or `/TOKEN/`. */
  get prefix(): string {
    return this.#options.token === undefined ? "/" : `/${this.#options.token}/`;
  }

  /** @param from The client's address, without its port. */
  admit(request: Request, from: string): Admission {
    const url = URL.parse(request.url);
    if (url === null) return { status: 400, reason: "The Host header is no name and no address" };
    if (!this.#isOurName(url.hostname)) {
      return { status: 421, reason: unknownName(url.hostname) };
    }
    const isOpen = this.#options.isOpen?.(url.pathname.slice(1)) ?? false;
    const path = isOpen ? url.pathname.slice(1) : this.#pathBelowToken(url.pathname);
    if (path === undefined) return { status: 404, reason: "Not found" };
    return (isOpen ? undefined : this.#judgePassword(request.headers, from)) ??
      judgeOrigin(request, url) ?? judgeWorker(request) ?? { path };
  }

  /**
   * Prevents DNS rebinding: a foreign page whose host name resolves to this machine would otherwise count
   * as same-origin. Such a page cannot use an address or a name of this machine as its host name.
   */
  #isOurName(given: string): boolean {
    // A final dot marks a name as complete (RFC 1034, section 3.1); it is the same name.
    const hostname = given.replace(/\.$/, "");
    if (hostname === "localhost" || /^[\d.]+$|^\[/.test(hostname)) return true;
    const { hostNames, hostPattern } = this.#options;
    return hostNames.some((name) => name.toLowerCase() === hostname) ||
      (hostPattern?.test(hostname) ?? false);
  }

  #pathBelowToken(pathname: string): string | undefined {
    const { token } = this.#options;
    const path = pathname.slice(1);
    if (token === undefined) return path;
    const slash = path.indexOf("/");
    const given = slash < 0 ? path : path.slice(0, slash);
    return sameText(given, token) ? path.slice(token.length + 1) : undefined;
  }

  #judgePassword(headers: Headers, from: string): Admission | undefined {
    const { password } = this.#options;
    if (password === undefined) return undefined;
    const given = passwordOf(headers.get("authorization"));
    if (given !== undefined) {
      const source = sourceOf(from);
      // Over the limit no password is compared, so that guesses go no faster.
      if (!this.#guesses.has(source)) {
        const headers = { "retry-after": String(Math.ceil(GUESS_INTERVAL / 1000)) };
        return { status: 429, reason: "Too many wrong passwords; try again later", headers };
      }
      if (sameText(given, password)) return undefined;
      this.#guesses.tryTake(source);
    }
    return {
      status: 401,
      reason: given === undefined ? "A password is needed" : "Wrong password",
      headers: { "www-authenticate": 'Basic realm="sluice", charset="UTF-8"' },
    };
  }
}

/** A shared script must not become one that stands between all later pages and this server. */
function judgeWorker({ headers }: Request): Rejection | undefined {
  return headers.get("service-worker") === null
    ? undefined
    : { status: 403, reason: "No service worker may be installed here" };
}

/** Tells what to do about a name that the server is not called by. */
function unknownName(hostname: string): string {
  const name = /^[a-z0-9.-]{1,253}$/.test(hostname) ? hostname : "NAME";
  const subject = name === hostname ? `the name ${name}` : "that name";
  return `This server does not know ${subject}; use its address, or start it with --host ${name}`;
}

/** Rejects requests of other sites' pages that would change something. */
function judgeOrigin(request: Request, url: URL): Admission | undefined {
  if (request.method === "GET" || request.method === "HEAD") return undefined;
  const origin = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  const foreign = (origin !== null && origin !== url.origin) ||
    (site !== null && site !== "same-origin" && site !== "none");
  return foreign
    ? { status: 403, reason: "Pages of other sites may not send anything to this one" }
    : undefined;
}

/** The password of a header; undefined without one, "" where it is malformed. */
function passwordOf(header: string | null): string | undefined {
  const [, base64] = /^Basic +([A-Za-z0-9+/]*={0,2})$/i.exec(header ?? "") ?? [];
  if (base64 === undefined) return undefined;
  try {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const text = new TextDecoder().decode(bytes);
    return text.slice(text.indexOf(":") + 1);
  } catch {
    return "";
  }
}
