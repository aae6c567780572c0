/** The options of `sluice gopher`. @module */

import type { ParsedArguments } from "../../lib/cli/command.ts";
import { parseSize } from "../../lib/cli/size.ts";
import { CallerError } from "../../lib/errors.ts";
import type { IfExists } from "../../lib/file/if_exists.ts";
import { formatAddress, shortAddress } from "../../lib/socket/address.ts";
import { GOPHER_TYPES, type GopherType } from "../../lib/services/gopher_item.ts";
import { isSentAsText, typeOfExtension } from "../../lib/services/gopher_file_type.ts";
import { linkOfSelector } from "../../lib/services/gopher_redirect.ts";
import { type GopherUrl, parseGopherUrl, withSelector } from "../../lib/services/gopher_url.ts";
import type { TlsClientOptions } from "../../lib/socket/tls_client_options.ts";
import { ofFamily } from "../../lib/socket/one_family.ts";
import { shellWord } from "../../lib/text/shell_word.ts";
import { givenIfExists } from "../flags/if_exists.ts";
import { familyOf } from "../flags/family.ts";
import { tlsClientOptions } from "../flags/tls.ts";

/** The type of an item whose type is not known. */
const UNTYPED = "";

/** The input of the confined part: data only. */
export interface GopherOptions {
  /** The item to fetch. */
  item: AskedItem;
  /** The file to store it in; undefined: it is printed. */
  output: string | undefined;
  /** What to do if that file exists. */
  ifExists: IfExists;
  /** The only IP family to use; undefined: both. */
  family: 4 | 6 | undefined;
  /** For `gophers://`. */
  tls: TlsClientOptions;
  /** The charset of printed text and menus; undefined: UTF-8, or else Latin-1. */
  charset: string | undefined;
  /** Bytes at most; undefined: the default limit. */
  most: number | undefined;
}

/**
 * Reads the flags. @throws {CallerError} code `usage` if the address names no item with content.
 */
export function gopherOptions(args: ParsedArguments): GopherOptions {
  const most = args.value("max-size");
  const item = askedItem(args);
  const { family } = familyOf(args);
  const { host, port } = item.url;
  if (family !== undefined) ofFamily({ scheme: "tcp", host, port }, family, host);
  return {
    item,
    family,
    output: args.value("output"),
    charset: charsetOf(args),
    ifExists: givenIfExists(args) ?? "refuse",
    tls: tlsClientOptions(args, item.url.scheme === "tls", "gophers://"),
    most: most === undefined ? undefined : parseSize(most),
  };
}

/** @throws {CallerError} code `usage` if the charset is unknown, or the content is stored. */
function charsetOf(args: ParsedArguments): string | undefined {
  const label = args.value("charset");
  if (label === undefined) return undefined;
  if (args.has("output")) {
    const text = "--charset does not work with --output, which stores the bytes as they are";
    throw new CallerError("usage", text);
  }
  try {
    return new TextDecoder(label).encoding;
  } catch (cause) {
    const text = `Unknown charset ${JSON.stringify(label)}; \
use a name such as utf-8, latin1, windows-1251, gbk, big5, shift_jis or euc-kr`;
    throw new CallerError("usage", text, { cause });
  }
}

/** The item that the arguments name. */
export interface AskedItem {
  /** Its address. */
  url: GopherUrl;
  /** Its type. */
  type: GopherType;
  /**
   * The target of a link to another protocol, which no Gopher server has; absent for other items.
   */
  link?: string;
}

/**
 * Reads the arguments.
 *
 * @throws {CallerError} code `usage` if the address names no item with content.
 */
function askedItem(args: ParsedArguments): AskedItem {
  const [text, ...words] = args.positionals;
  // Without a path the next argument is a selector, as in the first Gopher clients.
  const hasSelector = words.length > 0 && /^([a-z]+:\/\/)?[^/]*$/i.test(text!);
  const place = parseGopherUrl(text!);
  const url = hasSelector
    ? withSearch(typedByName(withSelector(place, words[0]!)), words.slice(1))
    : withSearch(place, words);
  const content = url.type === UNTYPED ? "unknown" : "binary";
  const type = GOPHER_TYPES[url.type] ?? { title: "unknown", content };
  const link = linkOfSelector(url.selector);
  if (link !== undefined) return { url, type, link };
  if (type.content === "none") {
    const address = shortAddress(formatAddress({ scheme: "tcp", host: url.host, port: url.port }));
    const place = shellWord(address) ?? "HOST:PORT";
    const what = `An item of type ${JSON.stringify(url.type)} (${type.title || "text"})`;
    throw new CallerError("usage", `${what} has no content; try sluice connect ${place}`);
  }
  if (url.type === "7" && url.search === undefined) {
    throw new CallerError("usage", "Missing search words; use sluice gopher URL WORD...");
  }
  return { url, type };
}

function withSearch(url: GopherUrl, words: readonly string[]): GopherUrl {
  if (words.length === 0) return url;
  const search = words.join(" ");
  // deno-lint-ignore no-control-regex
  if (/[\x00-\x1f\x7f]/.test(search)) {
    throw new CallerError("usage", "Search words must not contain control characters");
  }
  return { ...url, type: ["1", UNTYPED].includes(url.type) ? "7" : url.type, search };
}

/** A selector does not contain the type. The content decides if the name does not. */
function typedByName(url: GopherUrl): GopherUrl {
  if (url.selector === "") return url;
  const type = typeOfExtension(url.selector);
  return { ...url, type: type === undefined || isSentAsText(type) ? UNTYPED : type };
}
