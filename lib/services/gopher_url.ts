/** Addresses of Gopher items (RFC 4266). @module */

import { CallerError } from "../errors.ts";
import { isIPv6, parseAddress } from "../socket/address.ts";

/** Bytes of a selector at most (RFC 1436, appendix). */
const MAX_SELECTOR_BYTES = 255;

/** An item at a server. */
export interface GopherUrl {
  /** "tls" for `gophers://`, which is a custom rather than a standard. */
  scheme: "tcp" | "tls";
  /** Name or address. */
  host: string;
  /** Default 70. */
  port: number;
  /** One character. */
  type: string;
  /** To be sent as it is; may be empty. */
  selector: string;
  /** What to search for. */
  search: string | undefined;
}

/**
 * Reads `gopher://host:70/TYPE SELECTOR%09SEARCH`, or `host`, `host:port`, `host/TYPE SELECTOR`.
 *
 * @throws {CallerError} `usage`: another form; a line end, NUL, or a tab that is not the search's;
 * a selector longer than 255 bytes.
 */
export function parseGopherUrl(text: string): GopherUrl {
  const bad = (why: string) => new CallerError("usage", `read ${JSON.stringify(text)}: ${why}`);
  const match = /^(?:(gophers?):\/\/)?([^/]*)(?:\/(.*))?$/is.exec(text);
  if (!match) throw bad("no address of a gopher item");
  const [, scheme = "gopher", place = "", path = ""] = match;
  if (place.includes("@")) throw bad("gopher knows no user");
  const address = parseAddress(place, { host: "127.0.0.1", port: 70 });
  if (address.scheme !== "tcp") throw bad("no host");
  let item: string;
  try {
    item = decodeURIComponent(path);
  } catch {
    throw bad("a % that is followed by no character of UTF-8");
  }
  const [selector, search, more] = item.slice(1).split("\t");
  // deno-lint-ignore no-control-regex
  if (/[\r\n\0]/.test(item)) throw bad("a line end or NUL in it, which would be another request");
  if (more !== undefined) throw bad("more than one tab in it");
  if (new TextEncoder().encode(selector).length > MAX_SELECTOR_BYTES) {
    throw bad(`its selector is longer than ${MAX_SELECTOR_BYTES} bytes`);
  }
  return {
    scheme: scheme.toLowerCase() === "gophers" ? "tls" : "tcp",
    host: address.host,
    port: address.port,
    type: item[0] ?? "1",
    selector: selector ?? "",
    search,
  };
}

/** The address of an item as one writes it. */
export function formatGopherUrl(
  { host, port, type, selector }: Pick<GopherUrl, "host" | "port" | "type" | "selector">,
): string {
  const place = `${isIPv6(host) ? `[${host}]` : host}${port === 70 ? "" : `:${port}`}`;
  const path = encodeURIComponent(type + selector).replaceAll("%2F", "/");
  return `gopher://${place}/${path === "1" ? "" : path}`;
}

/**
 * The request for an item.
 *
 * @param search Words for a search. Default: those of the address, if any.
 */
export function gopherRequest({ selector, search }: GopherUrl): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${selector}${search === undefined ? "" : `\t${search}`}\r\n`);
}
