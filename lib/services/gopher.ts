/** A Gopher server over a folder (RFC 1436). @module */

import { RefusedError } from "../errors.ts";
import type { SharedFile } from "../file/shared_file.ts";
import { SharedFolder } from "../file/shared_folder.ts";
import type { SharedEntry } from "../file/shared_folder.ts";
import { LineDecoder } from "../line/line_decoder.ts";
import { TelnetDecoder } from "../line/telnet.ts";
import { MAX_FOUND_NAMES } from "../limits.ts";
import { parseAddress } from "../socket/address.ts";
import type { Duplex } from "../socket/duplex.ts";
import { readChunks } from "../socket/read_chunks.ts";
import type { ServiceContext } from "../socket/serve.ts";
import { gopherFileType, isSentAsText, typeOfName } from "./gopher_file_type.ts";
import { errorMenu, folderMenu, mappedMenu, menuLine, type MenuPlace } from "./gopher_menu.ts";
import { textEncodingFor } from "./gopher_text.ts";
import { linkOfSelector, redirectPage } from "./gopher_redirect.ts";
import { refuseBy } from "./refuse_by.ts";
import { MAX_SELECTOR_BYTES } from "./gopher_url.ts";
import { SERVICE_PORTS } from "./ports.ts";
import type { FolderOptions, ServesConnections, Service } from "./service.ts";

/** Bytes of a request at most: a selector, and words to search for. */
const MAX_REQUEST_BYTES = 2 * MAX_SELECTOR_BYTES;
/** Bytes of a `gophermap` at most. */
const MAX_MAP_BYTES = 1024 * 1024;

/** Answers the one request of a connection. */
async function answer(
  folder: SharedFolder,
  place: Omit<MenuPlace, "selector">,
  conn: Duplex,
  { log, signal }: ServiceContext,
): Promise<void> {
  const request = await requestOf(conn, refuseBy(conn));
  if (request === undefined) return;
  const say = (text: string) => conn.write(new TextEncoder().encode(text));
  const [selector = "", search] = request.split("\t");
  // Gopher+ clients send +, ! or $ after the tab, and accept a plain answer.
  const words = search === undefined || /^[+!$]/.test(search) ? undefined : search.trim();
  const name = selector.replace(/^\/+|\/+$/g, "");
  const here = { ...place, selector: name === "" ? "" : `/${name}` };
  try {
    // Some clients send a slash before a link, as a file of such a name has.
    const link = linkOfSelector(name);
    const isLink = link !== undefined && await folder.kindOf(name) === undefined;
    if (isLink) await say(redirectPage(selector.replace(/^\/?URL:/, "")));
    else if (words !== undefined) await say(await foundMenu(folder, name, words, here, signal));
    else if (name === "" || await folder.kindOf(name) === "folder") {
      await say(await menuOf(folder, name, here));
    } else {
      const file = await folder.open(name);
      await sendFile(file, name, (chunk) => conn.write(chunk));
    }
    log(`${conn.remoteAddr}: sent ${request || "/"}`);
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    log(`${conn.remoteAddr}: refused ${request}: ${error.message}`);
    await say(errorMenu(error.message));
  }
}

async function requestOf(
  conn: Duplex,
  refuse: (answer: Uint8Array) => void,
): Promise<string | undefined> {
  const lines = new LineDecoder({ most: MAX_REQUEST_BYTES });
  const telnet = new TelnetDecoder({ since: "command" });
  for await (const chunk of readChunks(conn)) {
    const { data, answer } = telnet.push(chunk);
    if (answer.length > 0) refuse(answer);
    for (const line of lines.push(data)) return line;
  }
  // A request without a line end may be truncated; an empty one without it is no request.
  return lines.rest() || undefined;
}

async function menuOf(folder: SharedFolder, name: string, place: MenuPlace): Promise<string> {
  const map = name === "" ? "gophermap" : `${name}/gophermap`;
  if (await folder.kindOf(map) !== "file") {
    let notUtf8 = 0;
    const entries = await folder.list(name, { onNotUtf8: (count) => notUtf8 = count });
    const typed = [];
    for (const entry of entries) {
      const path = name === "" ? entry.name : `${name}/${entry.name}`;
      typed.push({ ...entry, type: await typeOf(folder, path, entry.kind) });
    }
    return folderMenu(typed, place, notUtf8);
  }
  const file = await folder.open(map);
  try {
    if (file.size > MAX_MAP_BYTES) throw new RefusedError("refused", "The gophermap is too large");
    const text = new TextDecoder();
    let whole = "";
    for await (const chunk of file.chunks()) whole += text.decode(chunk, { stream: true });
    return mappedMenu(whole, place);
  } finally {
    file.close();
  }
}

/** The menu of the files below a folder whose names contain all the words. */
async function foundMenu(
  folder: SharedFolder,
  name: string,
  words: string,
  place: MenuPlace,
  signal: AbortSignal,
): Promise<string> {
  const wanted = words.toLowerCase().split(/\s+/);
  let menu = "";
  for await (const { path } of folder.walk({ most: MAX_FOUND_NAMES, from: name, signal })) {
    const lower = path.toLowerCase();
    if (!wanted.every((word) => lower.includes(word))) continue;
    const type = await typeOf(folder, path, "file");
    menu += menuLine({ type, display: path, selector: `/${path}`, place });
  }
  return `${menu || menuLine({ type: "i", display: "Nothing of that name", place })}.\r\n`;
}

/** The type of a name in a menu. A file that cannot be read is binary. */
async function typeOf(
  folder: SharedFolder,
  name: string,
  kind: SharedEntry["kind"],
): Promise<string> {
  if (kind === "folder") return "1";
  const named = typeOfName(name);
  if (named !== undefined) return named;
  try {
    const file = await folder.open(name);
    try {
      return await gopherFileType(name, file);
    } finally {
      file.close();
    }
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return "9";
  }
}

async function sendFile(
  file: SharedFile,
  name: string,
  write: (chunk: Uint8Array) => Promise<void>,
): Promise<void> {
  try {
    const isText = isSentAsText(await gopherFileType(name, file));
    const encoder = isText ? await textEncodingFor(file) : undefined;
    for await (const chunk of file.chunks()) await write(encoder?.push(chunk) ?? chunk);
    if (encoder !== undefined) await write(encoder.end());
  } finally {
    file.close();
  }
}

/** The host and port of menu items: those of the options, else the address that the client connected to. */
function placeFor(
  conn: Duplex,
  told: GopherOptions["publicAddress"],
): { host: string; port: number } {
  if (told !== undefined) return told;
  // A Unix socket and memory have no network address.
  const isNetwork = /^(tcp|tls):\/\//.test(conn.localAddr);
  const local = isNetwork ? parseAddress(conn.localAddr) : undefined;
  return local === undefined || local.scheme === "unix" ? { host: "localhost", port: 70 } : local;
}

/** Options of {@linkcode gopher}. */
export interface GopherOptions extends FolderOptions {
  /** The host and port in menus. The address that the client connected to if absent. */
  publicAddress?: { host: string; port: number };
}

/**
 * Serves a folder. Menus are made of the folder or of its `gophermap`; names can be searched.
 *
 * ```ts
 * import { gopher } from "./gopher.ts";
 * import { parseMenu } from "./gopher_item.ts";
 * import { memoryPair } from "../socket/memory_pair.ts";
 * import { read } from "../socket/read.ts";
 * import { writeAll } from "../socket/write_all.ts";
 * import { assert } from "@std/assert";
 * const { connection } = gopher.start({ folder: Deno.realPathSync("docs") });
 * const [here, there] = memoryPair();
 * const served = connection(there, { signal: new AbortController().signal, log() {} });
 * await writeAll(here, "\r\n");
 * const items = parseMenu((await read(here, 64 * 1024))!);
 * assert(items.some(({ display }) => display === "README.md"));
 * await served;
 * ```
 */
export const gopher: Service<GopherOptions, ServesConnections> = {
  name: "gopher",
  summary: "a Gopher server over a folder (RFC 1436)",
  port: SERVICE_PORTS.gopher,
  transports: ["tcp"],
  options: ["folder", "hidden", "follow", "publicAddress"],
  start({ folder, hidden, follow, publicAddress }) {
    // The table of services has a type in which the folder is optional.
    if (folder === undefined) throw new TypeError("start gopher: no folder");
    const shared = new SharedFolder(folder, { hidden, follow });
    return {
      connection: (conn, context) => answer(shared, placeFor(conn, publicAddress), conn, context),
    };
  },
};
