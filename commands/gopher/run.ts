/** The confined part of `sluice gopher`. @module */

import type { Context } from "../../lib/cli/command.ts";
import { CallerError } from "../../lib/errors.ts";
import type { MenuItem } from "../../lib/services/gopher_item.ts";
import { bytesToText, textToBytes } from "../../lib/services/byte_text.ts";
import { linkOf } from "./link_of.ts";
import type { GopherOptions } from "./options.ts";

/** Fetches an item, and prints or stores it; resolves to the exit code. */
export async function runGopher(options: GopherOptions, context: Context): Promise<number> {
  const { item: { url, type: { content }, link }, output, ifExists, tls, most } = options;
  if (link !== undefined) return await showLink(link, context);
  if (content === "binary" && output === undefined && context.terminal.stdoutIsTerminal) {
    throw new CallerError(
      "usage",
      "This item is not text, and is not shown on a terminal; use --output FILE",
    );
  }
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
  { item: { url, type: { content } }, output, ifExists }: GopherOptions,
  context: Context,
): Promise<number> {
  const { terminal } = context;
  const { decodeText, errorIn, parseMenu, removeDotStuffing } = await import(
    "../../lib/services/gopher_item.ts"
  );
  const { RefusedError } = await import("../../lib/errors.ts");
  if (bytes.length === 0) {
    throw new RefusedError("refused", `${url.host} sent an empty answer`, { remote: true });
  }
  const refusal = errorIn(bytes, content);
  if (refusal !== undefined) {
    throw new RefusedError("refused", `${url.host} reports: ${refusal}`, { remote: true });
  }
  if (content === "menu" && output === undefined) {
    for (const item of parseMenu(bytes)) await showItem(item, context);
    return 0;
  }
  const whole = content === "text" ? plainLines(removeDotStuffing(bytes)) : bytes;
  if (output !== undefined) {
    const { storeWhole } = await import("./store_whole.ts");
    const path = await storeWhole(output, whole, ifExists);
    if (path === undefined) return await showSkipped(output, context);
    const { escapeText } = await import("../../lib/text/escape.ts");
    const { formatSize } = await import("../../lib/text/format_size.ts");
    terminal.note(`Saved "${escapeText(path)}" (${formatSize(whole.length)})`);
  } else if (content === "binary") {
    await terminal.printBytes(whole);
  } else {
    const { PeerOutput } = await import("../views/peer_output.ts");
    const shown = new PeerOutput(terminal);
    await shown.write(new TextEncoder().encode(decodeText(whole)));
    await shown.endLine();
  }
  return 0;
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
  const link = linkOf(selector);
  const isPlace = type !== "i" && type !== "3" && host !== "" && port !== undefined;
  const url = link ?? (isPlace ? formatGopherUrl({ host, port, type, selector }) : undefined);
  await terminal.event({ event: "item", type, display, ...url !== undefined && { url } });
  if (terminal.json) return;
  const title = type === "i" ? "" : `[${GOPHER_TYPES[type]?.title ?? escapeText(type)}] `;
  const tail = url === undefined ? "" : `\t${escapeText(url)}`;
  await terminal.print(`${title}${escapeText(display)}${tail}\n`);
}
