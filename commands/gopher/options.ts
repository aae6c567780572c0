/** What `sluice gopher` was asked for. @module */

import type { ParsedArguments } from "../../lib/cli/command.ts";
import { CallerError } from "../../lib/errors.ts";
import { GOPHER_TYPES, type GopherType } from "../../lib/services/gopher_item.ts";
import { type GopherUrl, parseGopherUrl } from "../../lib/services/gopher_url.ts";
import type { TlsClientOptions } from "../../lib/socket/tls_client_options.ts";
import { tlsClientOptions } from "../flags/tls.ts";
import { linkOf } from "./link_of.ts";

/** The body's input: data only. */
export interface GopherOptions {
  /** What is fetched. */
  item: AskedItem;
  /** The file that it is stored in; undefined: it is shown. */
  output: string | undefined;
  /** For `gophers://`. */
  tls: TlsClientOptions;
  /** Bytes at most; undefined: the usual limit. */
  most: number | undefined;
}

/** Reads the flags. @throws {CallerError} `usage`: no address of an item that has content. */
export function gopherOptions(args: ParsedArguments): GopherOptions {
  const most = args.value("max");
  return {
    item: askedItem(args),
    output: args.value("output"),
    tls: tlsClientOptions(args),
    most: most === undefined ? undefined : Number(most),
  };
}

/** What the words and flags ask for. */
export interface AskedItem {
  /** Where it is. */
  url: GopherUrl;
  /** What it is. */
  type: GopherType;
  /** Where a link to elsewhere leads, which no Gopher server has. Default: it is none. */
  link?: string;
}

/**
 * Reads the command line.
 *
 * @throws {CallerError} `usage`: no address of an item that has content.
 */
function askedItem(args: ParsedArguments): AskedItem {
  const [text, ...words] = args.positionals;
  const url = withSearch(parseGopherUrl(text!), words);
  const type = GOPHER_TYPES[url.type] ?? { title: "unknown", content: "binary" };
  const link = linkOf(url.selector);
  if (link !== undefined) return { url, type, link };
  if (type.content === "none") {
    const place = `${url.host}:${url.port}`;
    const what = `gopher: an item of type ${JSON.stringify(url.type)} (${type.title || "text"})`;
    throw new CallerError(
      "usage",
      `${what} has no content; sluice connect ${place} may talk to it`,
    );
  }
  if (url.type === "7" && url.search === undefined) {
    throw new CallerError("usage", "gopher: say what to search for: sluice gopher URL WORD...");
  }
  return { url, type };
}

function withSearch(url: GopherUrl, words: readonly string[]): GopherUrl {
  if (words.length === 0) return url;
  const search = words.join(" ");
  // deno-lint-ignore no-control-regex
  if (/[\x00-\x1f\x7f]/.test(search)) {
    throw new CallerError("usage", "gopher: a control character in the words to search for");
  }
  return { ...url, type: url.type === "1" ? "7" : url.type, search };
}
