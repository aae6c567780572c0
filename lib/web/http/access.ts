/**
 * Who may come in. Judged before a byte of a body is read: the name the client used for this machine,
 * the token in the path, the password, and, where something is to be changed, the page it comes from.
 *
 * @module
 */

import { timingSafeEqual } from "@std/crypto/timing-safe-equal";
import { GUESS_INTERVAL, MAX_GUESS_SOURCES, MAX_GUESSES } from "../../limits.ts";
import { sourceOf } from "../../socket/source_of.ts";

/** What is asked of a client. */
export interface AccessOptions {
  /** First component of every path. Default: none is needed. */
  token?: string;
  /** Asked for by HTTP's Basic authentication, with any user name. Default: none is needed. */
  password?: string;
  /** Names of this machine, besides its addresses, that a client may have used. */
  hostNames: readonly string[];
}

/** What came of it: the path below the token, or the answer that says no. */
export type Admission =
  | { path: string }
  | { status: number; reason: string; headers?: Record<string, string> };

/** Characters of a token: none that is taken for another. */
const ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";
const utf8 = new TextEncoder();

/** Text of random characters, five bits each. */
export function randomWord(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return Array.from(bytes, (byte) => ALPHABET[byte % ALPHABET.length]).join("");
}

/** Judges requests. */
export class Access {
  readonly #options: AccessOptions;
  readonly #guesses: Guesses;

  /** @param now The clock, in milliseconds. */
  constructor(options: AccessOptions, now: () => number = () => performance.now()) {
    this.#options = options;
    this.#guesses = new Guesses(now);
  }

  /** The start of every path: `/`, or `/TOKEN/`. */
  get prefix(): string {
    return this.#options.token === undefined ? "/" : `/${this.#options.token}/`;
  }

  /** @param from The client's address, without its port. */
  admit(request: Request, from: string): Admission {
    const url = new URL(request.url);
    if (!this.#isOurName(url.hostname)) {
      return { status: 421, reason: "this machine is not called that here; use its address" };
    }
    const path = this.#pathBelowToken(url.pathname);
    if (path === undefined) return { status: 404, reason: "not found" };
    return this.#judgePassword(request.headers, from) ?? judgeOrigin(request, url) ?? { path };
  }

  /**
   * A page from elsewhere can have its own name point at this machine (DNS rebinding), and then talks
   * to us as to itself. It cannot have an address for its name, nor one of ours.
   */
  #isOurName(hostname: string): boolean {
    if (hostname === "localhost" || /^[\d.]+$|^\[/.test(hostname)) return true;
    return this.#options.hostNames.some((name) => name.toLowerCase() === hostname);
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
      // Not even looked at, so that trying goes no faster than it may.
      if (!this.#guesses.allowed(from)) {
        const headers = { "retry-after": String(Math.ceil(GUESS_INTERVAL / 1000)) };
        return { status: 429, reason: "too many wrong passwords; wait a little", headers };
      }
      if (sameText(given, password)) return undefined;
      this.#guesses.wrong(from);
    }
    return {
      status: 401,
      reason: given === undefined ? "a password is needed" : "wrong password",
      headers: { "www-authenticate": 'Basic realm="sluice", charset="UTF-8"' },
    };
  }
}

/** A browser says which page a request comes from; another site's has no business here. */
function judgeOrigin(request: Request, url: URL): Admission | undefined {
  if (request.method === "GET" || request.method === "HEAD") return undefined;
  const origin = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  const foreign = (origin !== null && origin !== url.origin) ||
    (site !== null && site !== "same-origin" && site !== "none");
  return foreign
    ? { status: 403, reason: "another site's page may not send anything here" }
    : undefined;
}

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

/** In a time that tells nothing but the length. */
function sameText(a: string, b: string): boolean {
  const [left, right] = [utf8.encode(a), utf8.encode(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Wrong guesses by source; each is forgotten after a while. */
class Guesses {
  readonly #now: () => number;
  readonly #wrong = new Map<string, { count: number; at: number }>();

  constructor(now: () => number) {
    this.#now = now;
  }

  allowed(from: string): boolean {
    return this.#count(sourceOf(from)) < MAX_GUESSES;
  }

  wrong(from: string): void {
    const source = sourceOf(from);
    const count = this.#count(source) + 1;
    // Set anew, because the map's order is that of the last wrong guess.
    this.#wrong.delete(source);
    this.#wrong.set(source, { count, at: this.#now() });
    const [oldest] = this.#wrong.keys();
    if (this.#wrong.size > MAX_GUESS_SOURCES) this.#wrong.delete(oldest!);
  }

  #count(source: string): number {
    const found = this.#wrong.get(source);
    if (found === undefined) return 0;
    return Math.max(0, found.count - (this.#now() - found.at) / GUESS_INTERVAL);
  }
}
