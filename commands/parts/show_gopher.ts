/** What `sluice gopher` does: fetches an item and shows or stores it. @module */

import type { Context, ParsedArguments } from "../../lib/cli/command.ts";
import { CallerError } from "../../lib/errors.ts";
import {
  type ContentKind,
  GOPHER_TYPES,
  type GopherType,
  type MenuItem,
} from "../../lib/services/gopher_item.ts";
import { bytesToText, textToBytes } from "../../lib/services/byte_text.ts";
import { type GopherUrl, parseGopherUrl } from "../../lib/services/gopher_url.ts";
import { tlsClientOptions } from "./tls.ts";

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
export function parseItem(args: ParsedArguments): AskedItem {
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

/** Fetches what was asked for, and shows or stores it; resolves to the exit code. */
export async function showGopher(args: ParsedArguments, context: Context): Promise<number> {
  const { url, type: { content }, link } = parseItem(args);
  if (link !== undefined) return await showLink(link, context);
  const output = args.value("output");
  if (content === "binary" && output === undefined && context.terminal.stdoutIsTerminal) {
    throw new CallerError(
      "usage",
      "gopher: this is no text for a terminal; --output FILE stores it",
    );
  }
  const tls = tlsClientOptions(args);
  const most = args.value("max") === undefined ? undefined : Number(args.value("max"));
  if (output === undefined) {
    const { giveUpFiles } = await import("./give_up_files.ts");
    giveUpFiles();
  }
  const { fetchGopher } = await import("./fetch_gopher.ts");
  const bytes = await fetchGopher(url, { tls, most }, context);
  return await show(bytes, url, content, output, context);
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

/** Where a selector leads that no Gopher server has: `URL:https://…`, a custom of type h. */
function linkOf(selector: string): string | undefined {
  return /^URL:(.*)$/s.exec(selector)?.[1];
}

async function showLink(link: string, { terminal }: Context): Promise<number> {
  const { escapeText } = await import("../../lib/text/escape.ts");
  await terminal.event({ event: "link", url: link });
  if (!terminal.json) await terminal.print(`${escapeText(link)}\n`);
  return 0;
}

async function show(
  bytes: Uint8Array,
  url: GopherUrl,
  content: ContentKind,
  output: string | undefined,
  context: Context,
): Promise<number> {
  const { terminal } = context;
  const { decodeText, errorIn, parseMenu, removeDotStuffing } = await import(
    "../../lib/services/gopher_item.ts"
  );
  const { RefusedError } = await import("../../lib/errors.ts");
  if (bytes.length === 0) {
    throw new RefusedError("refused", `gopher: ${url.host} answered nothing`, { remote: true });
  }
  const refusal = errorIn(bytes, content);
  if (refusal !== undefined) {
    throw new RefusedError("refused", `gopher: ${refusal}`, { remote: true });
  }
  if (content === "menu" && output === undefined) {
    for (const item of parseMenu(bytes)) await showItem(item, context);
    return 0;
  }
  const whole = content === "text" ? plainLines(removeDotStuffing(bytes)) : bytes;
  if (output !== undefined) {
    const { storeWhole } = await import("./store_whole.ts");
    await storeWhole(output, whole);
    const { escapeText } = await import("../../lib/text/escape.ts");
    terminal.note(`stored ${whole.length} bytes in ${escapeText(output)}`);
  } else if (content === "binary") {
    await terminal.printBytes(whole);
  } else {
    const { PeerOutput } = await import("./peer_output.ts");
    const shown = new PeerOutput(terminal);
    await shown.write(new TextEncoder().encode(decodeText(whole)));
    await shown.endLine();
  }
  return 0;
}

/** The text with line ends as they are on this side of the wire. */
function plainLines(bytes: Uint8Array): Uint8Array {
  return textToBytes(bytesToText(bytes).replaceAll("\r\n", "\n"));
}

/** One line for people, or one event: what is only to be read has no address. */
async function showItem(item: MenuItem, { terminal }: Context): Promise<void> {
  const { GOPHER_TYPES } = await import("../../lib/services/gopher_item.ts");
  const { formatGopherUrl } = await import("../../lib/services/gopher_url.ts");
  const { escapeText } = await import("../../lib/text/escape.ts");
  const { type, display, selector, host, port } = item;
  const link = linkOf(selector);
  const isPlace = type !== "i" && type !== "3" && host !== "" && port !== undefined;
  const url = link ?? (isPlace ? formatGopherUrl({ host, port, type, selector }) : undefined);
  await terminal.event({ event: "item", type, display, ...url !== undefined && { url } });
  if (terminal.json) return;
  const title = type === "i" ? "" : `[${GOPHER_TYPES[type]?.title ?? escapeText(type)}] `;
  const tail = url === undefined ? "" : `\t${escapeText(url)}`;
  await terminal.print(`${title}${escapeText(display)}${tail}\n`);
}
