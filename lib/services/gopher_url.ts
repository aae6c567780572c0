/** Addresses of Gopher items (RFC 4266). @module */

import { concatBytes } from "../bytes.ts";
import { CallerError } from "../errors.ts";
import { bytesToText, textToBytes } from "./byte_text.ts";
import { parseAddress } from "../socket/address.ts";
import { isIPv6 } from "../socket/is_ipv6.ts";

/** Bytes of a selector at most. RFC 1436 has 255, which the paths of many files exceed. */
export const MAX_SELECTOR_BYTES = 4096;

/** An item at a server. */
export interface GopherUrl {
  /** "tls" for `gophers://`, which is in use but not standardized. */
  scheme: "tcp" | "tls";
  /** Name or address. */
  host: string;
  /** The port. 70 if the URL names none. */
  port: number;
  /** One character. */
  type: string;
  /** The selector, a character for each byte; may be empty. */
  selector: string;
  /** The words of a search, if any. */
  search: string | undefined;
}

/**
 * Parses `gopher://host:70/TYPE SELECTOR%09SEARCH`, or `host`, `host:port`, `host/TYPE SELECTOR`.
 *
 * @throws {CallerError} code `usage` if the text has another form, contains a line end, NUL or a second
 * tab, or has a selector longer than 4096 bytes.
 *
 * @example Usage
 * ```ts
 * import { parseGopherUrl } from "./gopher_url.ts";
 * import { assertEquals } from "@std/assert";
 * const { host, port, type, selector } = parseGopherUrl("gopher://ada/0/notes.txt");
 * assertEquals([host, port, type, selector], ["ada", 70, "0", "/notes.txt"]);
 * ```
 */
export function parseGopherUrl(text: string): GopherUrl {
  const bad = (why: string) =>
    new CallerError("usage", `Invalid gopher address ${JSON.stringify(text)}: ${why}`);
  const match = /^(?:(gophers?):\/\/)?([^/]*)(?:\/(.*))?$/is.exec(text);
  if (!match) throw bad("expected gopher://HOST/TYPE/SELECTOR");
  const [, scheme = "gopher", place = "", path = ""] = match;
  if (place.includes("@")) throw bad("gopher has no user names");
  const address = parseAddress(place, { host: "127.0.0.1", port: 70, minPort: 1 });
  if (address.scheme !== "tcp") throw bad("it has no host");
  const item = unescaped(path);
  if (item === undefined) throw bad("two hexadecimal digits must follow each %");
  const [selector = "", search, more] = item.slice(1).split("\t");
  if (/[\r\n\0]/.test(item)) throw bad("it contains a line end or NUL");
  if (more !== undefined) throw bad("it contains more than one tab");
  if (isTooLong(selector)) throw bad(`its selector is longer than ${MAX_SELECTOR_BYTES} bytes`);
  return {
    scheme: scheme.toLowerCase() === "gophers" ? "tls" : "tcp",
    host: address.host,
    port: address.port,
    type: item[0] ?? "1",
    selector,
    search: search === undefined ? undefined : new TextDecoder().decode(textToBytes(search)),
  };
}

/**
 * The item that a selector stands for as it is, at the server of an address.
 *
 * @throws {CallerError} code `usage` if the selector contains a control character, or is longer than 4096
 * bytes.
 *
 * @example Usage
 * ```ts
 * import { parseGopherUrl, withSelector } from "./gopher_url.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(withSelector(parseGopherUrl("ada"), "/notes.txt").selector, "/notes.txt");
 * ```
 */
export function withSelector(url: GopherUrl, text: string): GopherUrl {
  const bad = (why: string) =>
    new CallerError("usage", `Invalid selector ${JSON.stringify(text)}: ${why}`);
  const selector = bytesToText(new TextEncoder().encode(text));
  // deno-lint-ignore no-control-regex
  if (/[\x00-\x1f\x7f]/.test(selector)) throw bad("it contains a control character");
  if (isTooLong(selector)) throw bad(`it is longer than ${MAX_SELECTOR_BYTES} bytes`);
  return { ...url, selector };
}

function isTooLong(selector: string): boolean {
  return selector.length > MAX_SELECTOR_BYTES;
}

/** The bytes of a path, a character each; undefined if a `%` is not followed by two digits. */
function unescaped(path: string): string | undefined {
  if (/%(?![0-9a-f]{2})/i.test(path)) return undefined;
  return bytesToText(new TextEncoder().encode(path))
    .replace(/%(..)/g, (_, digits) => String.fromCharCode(parseInt(digits, 16)));
}

/** Characters that need no escape in a path (RFC 3986, section 3.3). */
const PLAIN = /[\w.~!$&'()*+,;=:@/-]/;

/**
 * Formats the URL of an item.
 *
 * ```ts
 * import { formatGopherUrl } from "./gopher_url.ts";
 * import { assertEquals } from "@std/assert";
 * const item = { host: "ada", port: 70, type: "0", selector: "/a b" };
 * assertEquals(formatGopherUrl(item), "gopher://ada/0/a%20b");
 * ```
 */
export function formatGopherUrl(
  { host, port, type, selector }: Pick<GopherUrl, "host" | "port" | "type" | "selector">,
): string {
  const place = `${isIPv6(host) ? `[${host}]` : host}${port === 70 ? "" : `:${port}`}`;
  const escape = (byte: string) =>
    PLAIN.test(byte) ? byte : `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
  const path = [...type + selector].map(escape).join("");
  return `gopher://${place}/${path === "1" ? "" : path}`;
}

/**
 * The request for an item. A tab precedes the words of a search (RFC 1436).
 *
 * ```ts
 * import { gopherRequest, parseGopherUrl } from "./gopher_url.ts";
 * import { assertEquals } from "@std/assert";
 * const request = gopherRequest(parseGopherUrl("gopher://ada/0/notes.txt"));
 * assertEquals(new TextDecoder().decode(request), "/notes.txt\r\n");
 * ```
 */
export function gopherRequest(
  { selector, search }: Pick<GopherUrl, "selector" | "search">,
): Uint8Array<ArrayBuffer> {
  const words = search === undefined ? "" : `\t${search}`;
  return concatBytes([textToBytes(selector), new TextEncoder().encode(`${words}\r\n`)]);
}
