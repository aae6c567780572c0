/** Proxies that connect on behalf of a client. Pure. @module */

import { CallerError } from "../errors.ts";
import { parseAddress } from "./address.ts";

/** A proxy. */
export interface Proxy {
  /** Its protocol: SOCKS5 (RFC 1928), or CONNECT of HTTP (RFC 9110, section 9.3.6). */
  kind: "socks5" | "http";
  /** Its host. */
  host: string;
  /** Its port. */
  port: number;
  /** For a proxy that asks: RFC 1929, or the Basic scheme (RFC 7617). */
  login?: { user: string; password: string };
}

/** The ports of proxies: that of IANA for SOCKS, and the usual one for HTTP. */
const PORTS = { socks5: 1080, http: 8080 } as const;

/**
 * Parses `socks5://[USER:PASSWORD@]HOST[:PORT]` or `http://…`. Names are always resolved by the proxy, so that
 * `socks5h://` means the same. Percent-encoding is decoded in the user and the password.
 *
 * ```ts
 * import { parseProxy } from "./proxy.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(parseProxy("socks5://ada"), { kind: "socks5", host: "ada", port: 1080 });
 * ```
 *
 * @throws {CallerError} code `usage` if the text has another form. The password is not in its message.
 */
export function parseProxy(text: string): Proxy {
  const match = /^(socks5(?=h?:)|http(?=:))h?:\/\/(?:([^:@/]*):([^@/]*)@)?([^@/]+)\/?$/i.exec(text);
  if (match === null) {
    throw new CallerError(
      "usage",
      "Invalid proxy; expected socks5://HOST:PORT or http://HOST:PORT, with USER:PASSWORD@ before HOST if it asks",
    );
  }
  const [, scheme, user, password, place] = match;
  const kind = scheme!.toLowerCase() as Proxy["kind"];
  const address = parseAddress(place!, { port: PORTS[kind], minPort: 1, host: "127.0.0.1" });
  if (address.scheme === "unix") throw new CallerError("usage", "A proxy needs a host");
  const { host, port } = address;
  if (user === undefined) return { kind, host, port };
  return { kind, host, port, login: { user: decoded(user), password: decoded(password!) } };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
