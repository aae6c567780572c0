/** Items of Gopher (RFC 1436): their types, menus, and the end of a text. @module */

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
  /** To be sent back as it is. */
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
export function undotted(text: string): string {
  const match = /(^|\n)\.\r?\n?$/.exec(text);
  if (match === null) return text;
  return text.slice(0, match.index + match[1]!.length).replace(/^\.\./gm, ".");
}

/** Reads a menu. What is no item is kept as something to be read. */
export function parseMenu(text: string): MenuItem[] {
  const items: MenuItem[] = [];
  let previous = "1";
  for (const line of undotted(text).split(/\r?\n/)) {
    if (line === "") continue;
    const fields = line.slice(1).split("\t");
    if (fields.length < 2) {
      items.push({ type: "i", display: line, selector: "", host: "", port: undefined });
      continue;
    }
    const [display = "", selector = "", host = "", port = ""] = fields;
    const type = line[0] === "+" ? previous : line[0]!;
    previous = type;
    items.push({ type, display, selector, host: host.trim(), port: portOf(port) });
  }
  return items;
}

function portOf(text: string): number | undefined {
  const port = /^\s*\d{1,5}\s*$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65535 ? port : undefined;
}
