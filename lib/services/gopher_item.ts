/** Items of Gopher (RFC 1436): types, menus, and the dot stuffing of texts. @module */

import { bytesToText, textToBytes } from "./byte_text.ts";

/**
 * The form of an item's content: `verbatim` is text that is sent as it is, and the form of `unknown` follows
 * from the content.
 */
export type ContentKind = "text" | "verbatim" | "menu" | "binary" | "unknown" | "none";

/** A type of items. */
export interface GopherType {
  /** The name for people. */
  title: string;
  /** The form of its content; `none` if it has no content of its own. */
  content: ContentKind;
}

const binary = (title: string): GopherType => ({ title, content: "binary" });

/** Types by their character in a menu: those of RFC 1436, section 3.8, and others in use. */
export const GOPHER_TYPES: Readonly<Record<string, GopherType>> = {
  "0": { title: "text", content: "text" },
  "1": { title: "menu", content: "menu" },
  "2": { title: "phone book", content: "none" },
  "3": { title: "error", content: "none" },
  "4": { title: "BinHex", content: "text" },
  "5": binary("DOS archive"),
  "6": { title: "uuencoded", content: "text" },
  "7": { title: "search", content: "menu" },
  "8": { title: "telnet", content: "none" },
  "9": binary("binary"),
  "T": { title: "tn3270", content: "none" },
  "g": binary("GIF"),
  "I": binary("image"),
  "p": binary("PNG"),
  "s": binary("sound"),
  ";": binary("video"),
  "<": binary("sound"),
  ":": binary("image"),
  "d": binary("document"),
  "P": binary("PDF"),
  "h": { title: "HTML", content: "verbatim" },
  "i": { title: "", content: "none" },
};

/** One line of a menu. */
export interface MenuItem {
  /** The type. `+`, a redundant server, is replaced by the type before it. `i` is text for people. */
  type: string;
  /** The text for people. Not escaped. */
  display: string;
  /** The selector to request the item with, a character for each byte. */
  selector: string;
  /** The server of the item; "" if the line names none. */
  host: string;
  /** The port, 1 to 65535; undefined if the line names none or one out of range. */
  port: number | undefined;
}

/**
 * Decodes bytes as UTF-8 or, if they are not valid, as Latin-1.
 *
 * ```ts
 * import { decodeText } from "./gopher_item.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(decodeText(Uint8Array.of(0x6e, 0xe9)), "né");
 * ```
 */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder(isUtf8(bytes) ? "utf-8" : "latin1").decode(bytes);
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/**
 * Removes the dot stuffing of a text (RFC 1436, section 4), if there is some: not all servers use it. If
 * the last line is one dot, it is removed, and doubled dots at the start of lines become single.
 *
 * ```ts
 * import { removeDotStuffing } from "./gopher_item.ts";
 * import { assertEquals } from "@std/assert";
 * const bytes = removeDotStuffing(new TextEncoder().encode("..one\r\n.\r\n"));
 * assertEquals(new TextDecoder().decode(bytes), ".one\r\n");
 * ```
 */
export function removeDotStuffing(bytes: Uint8Array): Uint8Array {
  const text = bytesToText(bytes);
  const match = /(^|\n)\.\r?\n?$/.exec(text);
  if (match === null) return bytes;
  return textToBytes(text.slice(0, match.index + match[1]!.length).replace(/^\.\./gm, "."));
}

/**
 * Parses a menu. Lines that are no items become items of type `i`.
 *
 * @param decode Decodes the texts for people. @default {decodeText}
 *
 * @example Usage
 * ```ts
 * import { parseMenu } from "./gopher_item.ts";
 * import { assertEquals } from "@std/assert";
 * const [item] = parseMenu(new TextEncoder().encode("0Notes\t/notes.txt\tada\t70\r\n.\r\n"));
 * assertEquals([item?.type, item?.display, item?.host], ["0", "Notes", "ada"]);
 * ```
 */
export function parseMenu(
  bytes: Uint8Array,
  decode: (bytes: Uint8Array) => string = decodeText,
): MenuItem[] {
  const items: MenuItem[] = [];
  const shown = (text: string) => decode(textToBytes(text));
  let previous = "1";
  for (const line of bytesToText(removeDotStuffing(bytes)).split(/\r?\n/)) {
    if (line === "") continue;
    const fields = line.slice(1).split("\t");
    if (fields.length < 2) {
      items.push({ type: "i", display: shown(line), selector: "", host: "", port: undefined });
      continue;
    }
    const [display = "", selector = "", host = "", port = ""] = fields;
    const type = line[0] === "+" ? previous : line[0]!;
    previous = type;
    const place = { host: shown(host).trim(), port: portOf(port) };
    items.push({ type, display: shown(display), selector, ...place });
  }
  return items;
}

function portOf(text: string): number | undefined {
  const port = /^\s*\d{1,5}\s*$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65535 ? port : undefined;
}

/** Bytes of an error menu at most. A longer content is the item itself. */
const MAX_ERROR_BYTES = 4096;

/**
 * The message of a server that does not have an item: a menu that begins with an error. If a text or a
 * file was requested, the whole content must be an error menu, because a table may begin with a 3 as
 * well.
 *
 * @param decode Decodes the message. @default {decodeText}
 *
 * @example Usage
 * ```ts
 * import { errorIn } from "./gopher_item.ts";
 * import { assertEquals } from "@std/assert";
 * const bytes = new TextEncoder().encode("3no such file\t\terror.host\t1\r\n.\r\n");
 * assertEquals(errorIn(bytes, "text"), "no such file");
 * ```
 */
export function errorIn(
  bytes: Uint8Array,
  content: ContentKind,
  decode: (bytes: Uint8Array) => string = decodeText,
): string | undefined {
  if (bytes[0] !== 0x33 || (content !== "menu" && bytes.length > MAX_ERROR_BYTES)) return undefined;
  const [first, ...others] = parseMenu(bytes.subarray(0, MAX_ERROR_BYTES), decode);
  if (first?.type !== "3") return undefined;
  if (content === "menu") return first.display;
  const isAll = first.host !== "" && others.every(({ type }) => type === "i" || type === "3");
  return isAll ? first.display : undefined;
}

/**
 * The form of a content whose item type is not known: a menu if every line is an item, binary if it
 * contains NUL, otherwise text. Bytes that are neither UTF-8 nor have a text's end may be binary, and are
 * not changed.
 *
 * ```ts
 * import { contentOf } from "./gopher_item.ts";
 * import { assertEquals } from "@std/assert";
 * const contents = ["0Notes\t/notes.txt\tada\t70\r\n.\r\n", "one\r\n.\r\n", "\0"];
 * const forms = contents.map((text) => contentOf(new TextEncoder().encode(text)));
 * assertEquals(forms, ["menu", "text", "binary"]);
 * ```
 */
export function contentOf(bytes: Uint8Array): "menu" | "text" | "verbatim" | "binary" {
  if (bytes.includes(0)) return "binary";
  const body = removeDotStuffing(bytes);
  const lines = bytesToText(body).split(/\r?\n/).filter((line) => line !== "");
  // The type, three tabs before the host and the port, and the further fields of Gopher+.
  const isMenu = lines.length > 0 &&
    lines.every((line) => /^[!-~][^\t]*\t[^\t]*\t[^\t]+\t *\d{1,5} *(\t.*)?$/.test(line));
  if (isMenu) return "menu";
  return body !== bytes || isUtf8(bytes) ? "text" : "verbatim";
}
