/** Items of Gopher (RFC 1436): their types, menus, and the end of a text. @module */

import { bytesToText, textToBytes } from "./byte_text.ts";

/** How an item's content comes. */
export type ContentKind = "text" | "menu" | "binary" | "none";

/** What is known of a type. */
export interface GopherType {
  /** For people. */
  title: string;
  /** How its content comes; `none`: it has no content of its own. */
  content: ContentKind;
}

const binary = (title: string): GopherType => ({ title, content: "binary" });

/** By the character in a menu: RFC 1436, section 3.8, and what is in use besides. */
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
  "h": { title: "HTML", content: "text" },
  "i": { title: "", content: "none" },
};

/** One line of a menu. */
export interface MenuItem {
  /** Its type; a `+` is given as the type it repeats. `i` for what is only to be read. */
  type: string;
  /** For people. As it came: to be escaped. */
  display: string;
  /** To be sent back as it is: a character for each byte. */
  selector: string;
  /** The server that has it; "" where none was named. */
  host: string;
  /** 1 to 65535; undefined where none, or none that can be, was named. */
  port: number | undefined;
}

/** Bytes as text: UTF-8, or, where it is not, Latin-1. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("latin1").decode(bytes);
  }
}

/**
 * The text that was meant. Servers do not agree whether a text ends with a line of one dot and has its
 * other leading dots doubled: where the last line is that dot, it goes, and the doubled ones are single
 * again; everything else stays.
 */
export function removeDotStuffing(bytes: Uint8Array): Uint8Array {
  const text = bytesToText(bytes);
  const match = /(^|\n)\.\r?\n?$/.exec(text);
  if (match === null) return bytes;
  return textToBytes(text.slice(0, match.index + match[1]!.length).replace(/^\.\./gm, "."));
}

/** Reads a menu. What is no item is kept as something to be read. */
export function parseMenu(bytes: Uint8Array): MenuItem[] {
  const items: MenuItem[] = [];
  const shown = (text: string) => decodeText(textToBytes(text));
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

/** More than this is no server's way to say no. */
const MAX_ERROR_BYTES = 4096;

/**
 * What a server says that has not got an item: a menu that begins with an error. Where a text or a
 * file was asked for, the error has to be all there is: a table may begin with a 3 as well.
 */
export function errorIn(bytes: Uint8Array, content: ContentKind): string | undefined {
  if (bytes[0] !== 0x33 || (content !== "menu" && bytes.length > MAX_ERROR_BYTES)) return undefined;
  const [first, ...others] = parseMenu(bytes.subarray(0, MAX_ERROR_BYTES));
  if (first?.type !== "3") return undefined;
  if (content === "menu") return first.display;
  const isAll = first.host !== "" && others.every(({ type }) => type === "i" || type === "3");
  return isAll ? first.display : undefined;
}
