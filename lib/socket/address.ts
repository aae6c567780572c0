/**
 * Addresses: the forms that are read, and the one form that is printed.
 *
 * @module
 */

import { CallerError } from "../errors.ts";
import { hostPort } from "./host_port.ts";
import { isInRange } from "./ip_range.ts";
import { isIPv6 } from "./is_ipv6.ts";
import { shownPath, typedPath } from "./unix_sockets.ts";
import { plainHost } from "./unspecified.ts";

/**
 * A network address, or the path of a Unix socket, which begins with a NUL byte if the socket is abstract.
 * `family` restricts the addresses of a name.
 */
export type Address =
  | { scheme: "tcp" | "udp" | "tls"; host: string; port: number; family?: 4 | 6 }
  | { scheme: "unix"; path: string };

/** Options of {@linkcode parseAddress}. */
export interface ParseAddressOptions {
  /** The scheme of a text without one. @default {"tcp"} */
  scheme?: "tcp" | "udp" | "tls";
  /** The host of `:PORT`. Required in the text if absent. */
  host?: string;
  /** The host of a text that is only a port, such as `8080`. @default {the option `host`} */
  portHost?: string;
  /** The port of a text without one. Required in the text if absent. */
  port?: number;
  /** The lowest port. @default {0} */
  minPort?: 0 | 1;
  /** Looks up the port of a service's name. Ports must be numbers if absent. */
  portOf?: (service: string, protocol: "tcp" | "udp") => number | undefined;
}

const FORMS = "HOST:PORT, [IPV6]:PORT, :PORT or unix:/PATH";

/**
 * Parses `host:port`, `[v6]:port`, `:port`, `port`, `host`, `scheme://…`, `unix:/path` or `unix:@name`, which is
 * an abstract Unix socket: its path begins with a NUL byte. Every spelling of
 * the unspecified address is returned as `::` or `0.0.0.0`.
 *
 * @throws {CallerError} code `usage` if the text has none of these forms.
 *
 * @example Usage
 * ```ts
 * import { parseAddress } from "./address.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(parseAddress("tls://[::1]:7584"), { scheme: "tls", host: "::1", port: 7584 });
 * assertEquals(parseAddress("ada", { port: 70 }), { scheme: "tcp", host: "ada", port: 70 });
 * ```
 */
export function parseAddress(text: string, options: ParseAddressOptions = {}): Address {
  const bad = (why: string) =>
    new CallerError("usage", `Invalid address ${JSON.stringify(text)}: ${why}; expected ${FORMS}`);
  if (text.startsWith("unix:")) {
    const path = typedPath(text.slice("unix:".length).replace(/^\/\/(?=\/)/, ""));
    if (path === undefined) throw bad("it has no path");
    return { scheme: "unix", path };
  }
  let scheme: "tcp" | "udp" | "tls" = options.scheme ?? "tcp";
  let rest = text;
  const schemed = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(text);
  if (schemed) {
    const given = schemed[1]!.toLowerCase();
    if (given !== "tcp" && given !== "udp" && given !== "tls") {
      throw bad(`unknown scheme ${given}`);
    }
    scheme = given;
    rest = schemed[2]!.replace(/\/$/, "");
  }
  if (/[\s\p{Cc}/]/u.test(rest)) throw bad("it contains a space, slash or control character");
  // Left by an unset variable, which must not open a service to the network.
  if (rest === "") throw bad("it has no host");
  const isPort = /^\d+$/.test(rest);
  const { host, port } = isPort ? { host: "", port: rest } : hostAndPort(rest, bad);
  const emptyHost = isPort ? options.portHost ?? options.host : options.host;
  const wholeHost = host === "" ? emptyHost : host;
  if (wholeHost === undefined) throw bad("it has no host");
  const zoned = withPlainZone(wholeHost, schemed !== null);
  const wholePort = port === undefined ? options.port : portNumber(port, scheme, options, bad);
  if (wholePort === undefined) throw bad("it has no port");
  return { scheme, host: plainHost(zoned), port: wholePort };
}

function hostAndPort(rest: string, bad: (why: string) => Error): { host: string; port?: string } {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(rest);
  if (bracketed) {
    if (!isIPv6(bracketed[1]!)) throw bad("there is no IPv6 address between the brackets");
    return { host: bracketed[1]!, ...bracketed[2] !== undefined && { port: bracketed[2] } };
  }
  if (rest.includes("[") || rest.includes("]")) throw bad("its brackets do not match");
  const colons = rest.split(":").length - 1;
  if (colons === 0) return { host: rest };
  if (colons > 1) {
    if (isIPv6(rest)) return { host: rest };
    throw bad("it has too many colons");
  }
  const [host, port] = rest.split(":");
  return { host: host!, port: port! };
}

/**
 * Decodes the `%25` before a zone, as URLs have it (RFC 6874). Outside of a URL `%25` before a digit is the
 * zone of an interface's number, such as 251.
 */
function withPlainZone(host: string, isUrl: boolean): string {
  return isIPv6(host) ? host.replace(isUrl ? /%25(?=.)/ : /%25(?=\D)/, "%") : host;
}

function portNumber(
  text: string,
  scheme: "tcp" | "udp" | "tls",
  { minPort = 0, portOf }: ParseAddressOptions,
  bad: (why: string) => Error,
): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (port >= minPort && port <= 65535) return port;
  const isName = portOf !== undefined && /^[a-z]/i.test(text);
  const service = isName ? portOf(text, scheme === "udp" ? "udp" : "tcp") : undefined;
  if (service !== undefined) return service;
  const range = `a number from ${minPort} to 65535`;
  throw bad(`port ${JSON.stringify(text)} is not ${range}${isName ? " or a known service" : ""}`);
}

/**
 * An address, or a text for {@linkcode parseAddress}. The host of `:PORT` is every address of this
 * machine for listening, and 127.0.0.1 for connecting.
 */
export type AddressLike = Address | string;

/**
 * The hosts of texts without one. An empty host is every address for a listener and this machine for a
 * client, as in `bind(("", port))` of Python, `net.Listen` and `net.Dial` of Go, and the URLs that
 * servers print: a user who types the colon without a host leaves the host open on purpose. A port
 * alone changes the port of the default address only, which is this machine: the safe half, for a user
 * who said nothing about hosts.
 */
export const EMPTY_HOST = {
  listen: { host: "::", portHost: "127.0.0.1" },
  dial: { host: "127.0.0.1", portHost: "127.0.0.1" },
} as const;

/**
 * Parses an address unless it is parsed already.
 *
 * @param use What the address is for, which decides about `:PORT`.
 * @param scheme The scheme of a text without one. @default {"tcp"}
 * @throws {CallerError} code `usage` if the text is not an address.
 */
export function addressLike(
  address: AddressLike,
  use: "listen" | "dial",
  scheme?: "tcp" | "udp",
): Address {
  if (typeof address !== "string") return address;
  return parseAddress(address, { ...EMPTY_HOST[use], ...scheme && { scheme } });
}

/**
 * Whether an address can be reached from this machine only.
 *
 * ```ts
 * import { isLoopback, parseAddress } from "./address.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(isLoopback(parseAddress("127.0.0.1:80")), true);
 * assertEquals(isLoopback(parseAddress("192.0.2.1:80")), false);
 * ```
 */
export function isLoopback(address: Address): boolean {
  return address.scheme === "unix" || /^localhost$/i.test(address.host) ||
    isInRange(address.host, "loopback");
}

/** An address for messages: {@linkcode formatAddress} without `tcp://`, which users seldom type. */
export function shortAddress(formatted: string): string {
  return formatted.replace(/^tcp:\/\//, "");
}

/**
 * The address as this program prints it: `tcp://127.0.0.1:7584`, `tcp://[::1]:7584`, `unix:/path`.
 *
 * ```ts
 * import { formatAddress } from "./address.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(formatAddress({ scheme: "tcp", host: "::1", port: 7584 }), "tcp://[::1]:7584");
 * ```
 */
export function formatAddress(address: Address): string {
  if (address.scheme === "unix") return `unix:${shownPath(address.path)}`;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address.host);
  const host = mapped ? mapped[1]! : address.host;
  return `${address.scheme}://${hostPort({ host, port: address.port })}`;
}

/** Options of {@linkcode formatDenoAddress}. */
export interface FormatDenoAddressOptions {
  /** The scheme of a TCP address. @default {"tcp"} */
  scheme?: "tcp" | "tls";
  /**
   * A host, whose zone a link-local address of IPv6 gets: the runtime reports addresses without theirs, and
   * no other machine could be reached at them.
   */
  zoneOf?: string;
}

/** Formats an address of the runtime as {@linkcode formatAddress} does. */
export function formatDenoAddress(
  addr: Deno.Addr,
  { scheme = "tcp", zoneOf = "" }: FormatDenoAddressOptions = {},
): string {
  // A TLS listener's address has no `transport` before Deno 2.9.
  if ("hostname" in addr) {
    const spoken = addr.transport === "udp" ? "udp" : scheme;
    const [, zone] = zoneOf.split("%");
    const lacksZone = zone !== undefined && needsZone(addr.hostname);
    const host = lacksZone ? `${addr.hostname}%${zone}` : addr.hostname;
    return formatAddress({ scheme: spoken, host, port: addr.port });
  }
  const path = "path" in addr ? addr.path : null;
  return `unix:${shownPath(path ?? "")}`;
}

/** Whether a host is a link-local address of IPv6 without its zone, which names no one machine. */
export function needsZone(host: string): boolean {
  return host.includes(":") && !host.includes("%") && isInRange(host, "linkLocal");
}
