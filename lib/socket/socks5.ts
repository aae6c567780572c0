/** The messages of SOCKS 5: RFC 1928, and RFC 1929 for the login. Pure. @module */

import { CallerError, type ConnectionReason } from "../errors.ts";
import { ipBytes } from "../text/ip_bytes.ts";

/** The protocol's version in every message but the login's. */
export const SOCKS_VERSION = 5;
/** The version of the login (RFC 1929, section 2). */
export const LOGIN_VERSION = 1;
/** The methods of authentication (RFC 1928, section 3). */
export const METHOD = { none: 0, login: 2 } as const;
/** The kinds of addresses (RFC 1928, section 4). */
export const ADDRESS = { ipv4: 1, name: 3, ipv6: 4 } as const;
/** Bytes of a name, user or password at most, whose length is one byte. */
const MAX_FIELD = 255;

/** The first message: the methods that this side offers. */
export function socksGreeting(hasLogin: boolean): Uint8Array {
  const methods = hasLogin ? [METHOD.none, METHOD.login] : [METHOD.none];
  return new Uint8Array([SOCKS_VERSION, methods.length, ...methods]);
}

/**
 * The login.
 *
 * @throws {CallerError} code `usage` if the user or password is too long.
 */
export function socksLogin({ user, password }: { user: string; password: string }): Uint8Array {
  return new Uint8Array([
    LOGIN_VERSION,
    ...field(user, "The user"),
    ...field(password, "The password"),
  ]);
}

/** The request to connect. `host` is an IP address, or a name that the proxy looks up. */
export function socksConnect({ host, port }: { host: string; port: number }): Uint8Array {
  const bytes = ipBytes(host);
  const address = bytes === undefined
    ? [ADDRESS.name, ...field(host, "The host name")]
    : [bytes.length === 4 ? ADDRESS.ipv4 : ADDRESS.ipv6, ...bytes];
  return new Uint8Array([SOCKS_VERSION, 1, 0, ...address, port >> 8, port & 0xff]);
}

/** The replies of RFC 1928, section 6. */
const REPLIES: Readonly<Record<number, [text: string, reason?: ConnectionReason]>> = {
  1: ["it reports a general failure"],
  2: ["its rules do not allow it"],
  3: ["the network is unreachable", "unreachable"],
  4: ["the host is unreachable", "unreachable"],
  5: ["connection refused; is a program listening there?", "refused"],
  6: ["the host did not answer in time", "no_answer"],
  7: ["it does not support connections"],
  8: ["it does not support this kind of address"],
};

/** The meaning of a reply other than 0, in words. */
export function socksFailure(reply: number): [text: string, reason?: ConnectionReason] {
  return REPLIES[reply] ?? [`it reports failure ${reply}`];
}

/** A text after its length. */
function field(text: string, what: string): number[] {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= MAX_FIELD) return [bytes.length, ...bytes];
  throw new CallerError("usage", `${what} is too long for a SOCKS5 proxy: over ${MAX_FIELD} bytes`);
}
