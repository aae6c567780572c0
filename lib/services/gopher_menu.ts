/** The menus of a Gopher server. @module */

import { leftOut } from "../file/source/not_utf8.ts";
import type { SharedEntry } from "../file/shared_folder.ts";

/** The place of a menu's items. */
export interface MenuPlace {
  /** The host of items that name none. */
  host: string;
  /** Its port. */
  port: number;
  /** The folder's selector: "" or `/a/b`. */
  selector: string;
}

/** The place of items that are text only. */
const NOWHERE = { host: "-", port: 1 };

/** One item of a menu. */
export interface MenuLineOptions {
  /** The type, one character. */
  type: string;
  /** The text that the client shows. */
  display: string;
  /** What the client asks for. @default {""} */
  selector?: string;
  /** Where it asks. */
  place: Pick<MenuPlace, "host" | "port">;
}

/** One line of a menu. Tabs and line ends in a text, which would make another item of it, become spaces. */
export function menuLine({ type, display, selector = "", place }: MenuLineOptions): string {
  const clean = (text: string) => text.replace(/[\t\r\n]/g, " ");
  return `${type}${clean(display)}\t${clean(selector)}\t${clean(place.host)}\t${place.port}\r\n`;
}

/** An entry of a folder. */
export interface MenuEntry extends Pick<SharedEntry, "name" | "kind"> {
  /** Its type in the menu. */
  type: string;
}

/** The menu of a folder, with its end. `notUtf8` is the number of names that were left out. */
export function folderMenu(
  entries: readonly MenuEntry[],
  place: MenuPlace,
  notUtf8 = 0,
): string {
  const lines = entries.map(({ name, kind, type }) =>
    menuLine({
      type,
      display: kind === "folder" ? `${name}/` : name,
      selector: `${place.selector}/${name}`,
      place,
    })
  );
  if (notUtf8 > 0) {
    lines.push(menuLine({ type: "i", display: leftOut(notUtf8), place: NOWHERE }));
  }
  if (place.selector === "") {
    lines.push(menuLine({ type: "7", display: "Search for a name", selector: "/", place }));
  }
  return `${lines.join("")}.\r\n`;
}

/**
 * The menu that a `gophermap` describes. A line with a tab is an item, whose host and port may be left
 * out and whose selector may be relative; any other line is text. A line of one dot ends the menu.
 */
export function mappedMenu(map: string, place: MenuPlace): string {
  let menu = "";
  for (const line of map.split(/\r?\n/)) {
    if (line === ".") break;
    // A first character that is a control character or not ASCII is no type.
    if (!line.includes("\t") || !/^[!-~]/.test(line)) {
      menu += menuLine({ type: "i", display: line, place: NOWHERE });
      continue;
    }
    const [display = "", selector = "", host = "", port = ""] = line.slice(1).split("\t");
    const isOurs = host === "" || host === place.host;
    const target = selector || display;
    const isWhole = !isOurs || /^(\/|URL:)/.test(target);
    menu += menuLine({
      type: line[0]!,
      display,
      selector: isWhole ? target : `${place.selector}/${target}`,
      place: {
        host: host || place.host,
        port: portIn(port) ?? (isOurs ? place.port : 70),
      },
    });
  }
  return `${menu}.\r\n`;
}

/** The port of a field; undefined if clients cannot connect to it. */
function portIn(field: string): number | undefined {
  const port = /^\s*\d{1,5}\s*$/.test(field) ? Number(field) : 0;
  return port >= 1 && port <= 65535 ? port : undefined;
}

/** A menu of one error (RFC 1436, section 3.8). */
export function errorMenu(text: string): string {
  return `${menuLine({ type: "3", display: text, place: { host: "error.host", port: 1 } })}.\r\n`;
}
