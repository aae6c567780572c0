/** `sluice gopher`. @module */

import type { Command, Context, ParsedArguments } from "../lib/cli/command.ts";
import type { ContentKind, MenuItem } from "../lib/services/gopher_item.ts";
import type { GopherUrl } from "../lib/services/gopher_url.ts";
import { certificateFlags, trustFlags } from "./parts/tls.ts";

/** A Gopher client. */
export const gopher: Command = {
  name: "gopher",
  summary: "Fetch a Gopher menu, text or file",
  description: `Writes a menu as one item a line, what it is, its name and its address; a text as \
text; anything else as it is, to a file or pipe. Words after the address are searched for. A server's \
error, and an empty answer, end in 1. Links to elsewhere are shown, never followed.`,
  usage: ["gopher URL [WORD...]"],
  positionals: [
    { name: "URL", summary: "gopher://HOST[:PORT]/TYPE+SELECTOR, or a host", min: 1 },
    { name: "WORD", summary: "what to search for", max: Infinity },
  ],
  flags: [
    {
      name: "output",
      short: "o",
      value: "path",
      placeholder: "FILE",
      summary: "write to a new file, once all of it is there",
    },
    {
      name: "max",
      value: "integer",
      placeholder: "BYTES",
      default: "67108864",
      summary: "take no more than this",
    },
    ...trustFlags,
    ...certificateFlags,
  ],
  common: ["json", "quiet", "no-color", "timeout"],
  permissions: ["net", "read", "write"],
  permissionFlags: ["--allow-net=HOST:PORT", "--allow-read=FILE", "--allow-write=FILE"],
  examples: [
    { text: "A menu:", line: "sluice gopher gopher://127.0.0.1:7070/" },
    { text: "A search:", line: "sluice gopher gopher://127.0.0.1:7070/7/ holiday" },
    { text: "A picture:", line: "sluice gopher gopher://127.0.0.1:7070/I/cat.png -o cat.png" },
  ],
  run: runGopher,
};

async function runGopher(args: ParsedArguments, context: Context): Promise<number> {
  const { parseGopherUrl } = await import("../lib/services/gopher_url.ts");
  const { GOPHER_TYPES } = await import("../lib/services/gopher_item.ts");
  const { narrowToAddresses } = await import("./parts/narrow_to_address.ts");
  const { dirname, resolve } = await import("node:path");
  const { tlsClientOptions } = await import("./parts/tls.ts");
  const { CallerError } = await import("../lib/errors.ts");
  const [text, ...words] = args.positionals;
  const url = withSearch(parseGopherUrl(text!), words, CallerError);
  const output = args.value("output");
  const { content, title } = GOPHER_TYPES[url.type] ?? { content: "binary", title: "unknown" };
  const link = /^URL:(.*)$/s.exec(url.selector)?.[1];
  if (link !== undefined) return await showLink(link, context);
  if (content === "none") {
    const place = `${url.host}:${url.port}`;
    throw new CallerError(
      "usage",
      `gopher: a ${title} item has no content; sluice connect ${place} may talk to it`,
    );
  }
  if (content === "binary" && output === undefined && context.terminal.stdoutIsTerminal) {
    throw new CallerError(
      "usage",
      "gopher: this is no text for a terminal; --output FILE stores it",
    );
  }
  const tls = tlsClientOptions(args);
  const folder = output === undefined ? [] : [dirname(resolve(output))];
  narrowToAddresses([], { read: folder, write: folder });
  const most = args.value("max") === undefined ? undefined : Number(args.value("max"));
  const { fetchGopher } = await import("./parts/fetch_gopher.ts");
  const bytes = await fetchGopher(url, { tls, most }, context);
  return await show(bytes, url, content, output, context);
}

function withSearch(
  url: GopherUrl,
  words: readonly string[],
  CallerError: typeof import("../lib/errors.ts").CallerError,
): GopherUrl {
  if (words.length === 0) return url;
  const search = words.join(" ");
  // deno-lint-ignore no-control-regex
  if (/[\x00-\x1f\x7f]/.test(search)) {
    throw new CallerError("usage", "gopher: a control character in the words to search for");
  }
  return { ...url, type: url.type === "1" ? "7" : url.type, search };
}

async function showLink(link: string, { terminal }: Context): Promise<number> {
  const { escapeText } = await import("../lib/cli/escape.ts");
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
  const { decodeText, parseMenu, undotted } = await import("../lib/services/gopher_item.ts");
  const { RefusedError } = await import("../lib/errors.ts");
  if (bytes.length === 0) {
    throw new RefusedError("refused", `gopher: ${url.host} answered nothing`, { remote: true });
  }
  const items = parseMenu(decodeText(bytes.subarray(0, 1024)));
  const [first] = items;
  // A server says no with a menu of one error, whatever was asked for.
  if (first?.type === "3" && first.host !== "") {
    throw new RefusedError("refused", `gopher: ${first.display}`, { remote: true });
  }
  if (output !== undefined) {
    const { storeWhole } = await import("./parts/store_whole.ts");
    const whole = content === "text"
      ? new TextEncoder().encode(undotted(decodeText(bytes)))
      : bytes;
    await storeWhole(output, whole);
    terminal.note(`stored ${whole.length} bytes in ${output}`);
  } else if (content === "binary") {
    await terminal.printBytes(bytes);
  } else if (content === "text") {
    const { PeerOutput } = await import("./parts/peer_output.ts");
    const shown = new PeerOutput(terminal);
    await shown.write(
      new TextEncoder().encode(undotted(decodeText(bytes)).replaceAll("\r\n", "\n")),
    );
    await shown.endLine();
  } else {
    for (const item of parseMenu(decodeText(bytes))) await showItem(item, context);
  }
  return 0;
}

/** One line for people, or one event: what is only to be read has no address. */
async function showItem(item: MenuItem, { terminal }: Context): Promise<void> {
  const { GOPHER_TYPES } = await import("../lib/services/gopher_item.ts");
  const { formatGopherUrl } = await import("../lib/services/gopher_url.ts");
  const { escapeText } = await import("../lib/cli/escape.ts");
  const { type, display, selector, host, port } = item;
  const link = /^URL:(.*)$/s.exec(selector)?.[1];
  const isPlace = type !== "i" && type !== "3" && host !== "" && port !== undefined;
  const url = link ?? (isPlace ? formatGopherUrl({ host, port, type, selector }) : undefined);
  await terminal.event({ event: "item", type, display, ...url !== undefined && { url } });
  if (terminal.json) return;
  const title = type === "i" ? "" : `[${GOPHER_TYPES[type]?.title ?? escapeText(type)}] `;
  const tail = url === undefined ? "" : `\t${escapeText(url)}`;
  await terminal.print(`${title}${escapeText(display)}${tail}\n`);
}
