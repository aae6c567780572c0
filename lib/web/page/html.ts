/** Templates for HTML that escape their values. @module */

import { escapeText } from "../../text/escape.ts";

/** Trusted markup, made by {@linkcode html}. */
export class Markup {
  /** The markup. */
  readonly text: string;
  /** @param text Trusted markup. Only {@linkcode html} may make it from untrusted values. */
  constructor(text: string) {
    this.text = text;
  }
}

/** A value of a template: text, which is escaped, markup, or a list; false and undefined yield nothing. */
export type Part = string | number | Markup | false | undefined | readonly Part[];

const ESCAPES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Escapes text for HTML and quoted attributes. Characters that hide or reorder text become visible escapes. */
export function escapeHtml(text: string): string {
  return escapeText(text).replace(/[&<>"']/g, (character) => ESCAPES[character]!);
}

/**
 * Makes markup from a template. Values are escaped unless they are {@linkcode Markup}. A value may stand
 * between tags or within the double quotes of an attribute, nowhere else.
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
