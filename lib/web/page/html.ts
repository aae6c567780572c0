/** HTML in which text stays text. @module */

import { escapeText } from "../../text/escape.ts";

/** A piece of markup that was made by {@linkcode html}. */
export class Markup {
  /** The markup. */
  readonly text: string;
  /** @param text Trusted: nobody but this module makes one of anything that came from elsewhere. */
  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template: text, which is escaped, markup, or a list of both; false is nothing. */
export type Part = string | number | Markup | false | undefined | readonly Part[];

const ESCAPES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as it stands in HTML, also between quotes; what would hide or reorder text is shown as an escape. */
export function escapeHtml(text: string): string {
  return escapeText(text).replace(/[&<>"']/g, (character) => ESCAPES[character]!);
}

/**
 * A template whose values are text unless they are {@linkcode Markup}. A value may stand between tags
 * and between the double quotes of an attribute, nowhere else.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { html } from "./html.ts";
 *
 * const name = `<b onclick="alert(1)">`;
 * assertEquals(html`<i>${name}</i>`.text, "<i>&lt;b onclick=&quot;alert(1)&quot;&gt;</i>");
 * ```
 */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  return new Markup(
    strings.map((text, i) => text + (i < parts.length ? shown(parts[i]) : "")).join(""),
  );
}

function shown(part: Part): string {
  if (part === false || part === undefined) return "";
  if (part instanceof Markup) return part.text;
  if (typeof part === "string" || typeof part === "number") return escapeHtml(String(part));
  return part.map(shown).join("");
}
