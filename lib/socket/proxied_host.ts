/** Hosts as a proxy receives them. Pure. @module */

import { CallerError } from "../errors.ts";
import { ipBytes } from "../text/ip_bytes.ts";

/** Bytes of a name at most, in the field of SOCKS (RFC 1928, section 5) as in the DNS. */
const MAX_NAME = 255;

/**
 * The host as it is sent to a proxy: an address as it is, a name in ASCII (IDNA).
 *
 * @throws {CallerError} code `usage` if it cannot be sent.
 */
export function proxiedHost(host: string): string {
  const refuse = (why: string) =>
    new CallerError("usage", `Cannot ask a proxy for ${JSON.stringify(host.slice(0, 80))}: ${why}`);
  if (ipBytes(host) !== undefined) {
    if (!host.includes("%")) return host;
    throw refuse("a zone is an interface of this machine only");
  }
  // Anything else could add lines to the request.
  if (host === "" || /[\s\p{Cc}/:@[\]?#\\]/u.test(host)) throw refuse("it is not a host name");
  const name = inAscii(host);
  if (name === undefined) throw refuse("it is not a host name");
  if (name.length > MAX_NAME) throw refuse(`the name is over ${MAX_NAME} bytes`);
  return name;
}

function inAscii(host: string): string | undefined {
  // deno-lint-ignore no-control-regex -- ASCII
  if (/^[\x00-\x7f]*$/.test(host)) return host;
  return URL.parse(`http://${host}/`)?.hostname;
}
