/** The confined part of `sluice gopher`. @module */

import type { Context } from "../../lib/cli/command.ts";
import { CallerError } from "../../lib/errors.ts";
import type { MenuItem } from "../../lib/services/gopher_item.ts";
import { bytesToText, textToBytes } from "../../lib/services/byte_text.ts";
import { linkOfSelector } from "../../lib/services/gopher_redirect.ts";
import type { GopherOptions } from "./options.ts";

/** Fetches an item, and prints or stores it; resolves to the exit code. */
export async function runGopher(options: GopherOptions, context: Context): Promise<number> {
  const { item: { url, type: { content }, link }, output, ifExists, tls, most } = options;
  if (link !== undefined) return await showLink(link, context);
  if (content === "binary") assertNotOnTerminal(options, context);
  if (output === undefined) {
    const { giveUpFiles } = await import("../sandbox/give_up_files.ts");
    giveUpFiles();
  } else {
    const { resolve } = await import("node:path");
    const { keepsExisting } = await import("../../lib/file/existing_name.ts");
    const { UNTIMED } = await import("../flags/if_exists.ts");
    if (keepsExisting(resolve(output), output, ifExists, UNTIMED)) {
      return await showSkipped(output, context);
    }
  }
  const { fetchGopher } = await import("./fetch_gopher.ts");
  const bytes = await fetchGopher(url, { tls, most }, context);
  return await show(bytes, options, context);
}

/** @throws {CallerError} code `usage` if bytes that are not text would be printed on a terminal. */
function assertNotOnTerminal({ output }: GopherOptions, { terminal }: Context): void {
  if (output !== undefined || !terminal.stdoutIsTerminal) return;
  throw new CallerError(
    "usage",
    "This item is not text, and is not shown on a terminal; use --output FILE",
  );
}

async function showLink(link: string, { terminal }: Context): Promise<number> {
  const { escapeText } = await import("../../lib/text/escape.ts");
  await terminal.event({ event: "link", url: link });
  if (!terminal.json) await terminal.print(`${escapeText(link)}\n`);
  return 0;
}

async function showSkipped(output: string, { terminal }: Context): Promise<number> {
  const { escapeText } = await import("../../lib/text/escape.ts");
  const reason = "already exists";
  await terminal.event({ event: "file_skipped", path: output, reason });
  terminal.note(`Skipped: ${escapeText(JSON.stringify(output))}: ${reason}`);
  return 0;
}

async function show(
  bytes: Uint8Array,
  options: GopherOptions,
  context: Context,
): Promise<number> {
  const { item: { url, type }, output, charset } = options;
  const { contentOf, decodeText, errorIn, parseMenu, removeDotStuffing } = await import(
    "../../lib/services/gopher_item.ts"
  );
  const { RefusedError } = await import("../../lib/errors.ts");
  const refuse = (why: string) => new RefusedError("refused", why, { remote: true });
  const decode = charset === undefined ? decodeText : decoderOf(charset);
  const isRaw = type.content === "binary" || type.content === "verbatim";
  // An empty file is sent as nothing at all; menus and texts have their ends.
  if (bytes.length === 0 && !isRaw) throw refuse(`${url.host} sent an empty answer`);
  const refusal = errorIn(bytes, type.content, decode);
  if (refusal !== undefined) throw refuse(`${url.host} reports: ${refusal}`);
  const content = type.content === "unknown" ? contentOf(bytes) : type.content;
  if (content === "menu" && output === undefined) {
    for (const item of parseMenu(bytes, decode)) await showItem(item, context);
    return 0;
  }
  const whole = content === "text" ? plainLines(removeDotStuffing(bytes)) : bytes;
  if (output !== undefined) return await store(whole, output, options, context);
  if (content === "binary") {
    assertNotOnTerminal(options, context);
    await context.terminal.printBytes(whole);
  } else {
    await printText(whole, charset === undefined ? undefined : decode, context);
  }
  return 0;
}

function decoderOf(charset: string): (bytes: Uint8Array) => string {
  return (bytes) => new TextDecoder(charset).decode(bytes);
}

async function store(
  bytes: Uint8Array,
  output: string,
  { ifExists }: GopherOptions,
  context: Context,
): Promise<number> {
  const { storeWhole } = await import("./store_whole.ts");
  const path = await storeWhole(output, bytes, ifExists);
  if (path === undefined) return await showSkipped(output, context);
  const { escapeText } = await import("../../lib/text/escape.ts");
  const { formatSize } = await import("../../lib/text/format_size.ts");
  context.terminal.note(`Saved "${escapeText(path)}" (${formatSize(bytes.length)})`);
  return 0;
}

/** Prints a text: to a file or pipe unchanged, unless a charset was given. */
async function printText(
  bytes: Uint8Array,
  decode: ((bytes: Uint8Array) => string) | undefined,
  { terminal }: Context,
): Promise<void> {
  const isForPeople = terminal.stdoutIsTerminal || terminal.json;
  if (decode === undefined && !isForPeople) return await terminal.printBytes(bytes);
  const { decodeText } = await import("../../lib/services/gopher_item.ts");
  const { PeerOutput } = await import("../views/peer_output.ts");
  const shown = new PeerOutput(terminal);
  await shown.write(new TextEncoder().encode((decode ?? decodeText)(bytes)));
  if (terminal.stdoutIsTerminal) await shown.endLine();
}

/** The text with CR LF replaced by LF. */
function plainLines(bytes: Uint8Array): Uint8Array {
  return textToBytes(bytesToText(bytes).replaceAll("\r\n", "\n"));
}

/** Prints one line or one event. Items of text only have no address. */
async function showItem(item: MenuItem, { terminal }: Context): Promise<void> {
  const { GOPHER_TYPES } = await import("../../lib/services/gopher_item.ts");
  const { formatGopherUrl } = await import("../../lib/services/gopher_url.ts");
  const { escapeText } = await import("../../lib/text/escape.ts");
  const { type, display, selector, host, port } = item;
  const link = linkOfSelector(selector);
  const isPlace = type !== "i" && type !== "3" && host !== "" && port !== undefined;
  const url = link ?? (isPlace ? formatGopherUrl({ host, port, type, selector }) : undefined);
  await terminal.event({ event: "item", type, display, ...url !== undefined && { url } });
  if (terminal.json) return;
  const title = type === "i" ? "" : `[${GOPHER_TYPES[type]?.title ?? escapeText(type)}] `;
  const tail = url === undefined ? "" : `\t${escapeText(url)}`;
  await terminal.print(`${title}${escapeText(display)}${tail}\n`);
}
