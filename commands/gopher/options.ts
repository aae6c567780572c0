/** The options of `sluice gopher`. @module */

import type { ParsedArguments } from "../../lib/cli/command.ts";
import { parseSize } from "../../lib/cli/size.ts";
import { CallerError } from "../../lib/errors.ts";
import type { IfExists } from "../../lib/file/if_exists.ts";
import { formatAddress, shortAddress } from "../../lib/socket/address.ts";
import { GOPHER_TYPES, type GopherType } from "../../lib/services/gopher_item.ts";
import { type GopherUrl, parseGopherUrl } from "../../lib/services/gopher_url.ts";
import type { TlsClientOptions } from "../../lib/socket/tls_client_options.ts";
import { shellWord } from "../../lib/text/shell_word.ts";
import { givenIfExists } from "../flags/if_exists.ts";
import { tlsClientOptions } from "../flags/tls.ts";
import { linkOf } from "./link_of.ts";

/** The input of the confined part: data only. */
export interface GopherOptions {
  /** The item to fetch. */
  item: AskedItem;
  /** The file to store it in; undefined: it is printed. */
  output: string | undefined;
  /** What to do if that file exists. */
  ifExists: IfExists;
  /** For `gophers://`. */
  tls: TlsClientOptions;
  /** Bytes at most; undefined: the default limit. */
  most: number | undefined;
}

/**
 * Reads the flags. @throws {CallerError} code `usage` if the address names no item with content.
 */
export function gopherOptions(args: ParsedArguments): GopherOptions {
  const most = args.value("max-size");
  return {
    item: askedItem(args),
    output: args.value("output"),
    ifExists: givenIfExists(args) ?? "refuse",
    tls: tlsClientOptions(args),
    most: most === undefined ? undefined : parseSize(most),
  };
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
  const url = withSearch(parseGopherUrl(text!), words);
  const type = GOPHER_TYPES[url.type] ?? { title: "unknown", content: "binary" };
  const link = linkOf(url.selector);
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
  return { ...url, type: url.type === "1" ? "7" : url.type, search };
}
