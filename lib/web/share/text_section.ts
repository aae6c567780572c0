/** The text at the top of a shared page. @module */

import { jsonLine } from "../../text/json_line.ts";
import { html, Markup } from "../page/html.ts";
import type { PageFacts } from "../page/layout.ts";
import type { Language } from "../page/words/language.ts";
import { sayer } from "../page/words/say.ts";
import { textWords } from "../page/words/text.ts";
import { textParts } from "./text_parts.ts";

/** The path of the text in plain form, below the token. It hides a shared file of this name. */
export const TEXT_PATH = "~text";

/** A shared text. */
export interface SharedText {
  /** The text. */
  content: string;
  /** Whether it may be fetched once only: the page leads to it, and does not show it. */
  once: boolean;
}

/**
 * Returns the text with a button that copies it.
 *
 * @param heading Whether it has a heading of its own; false: the page has one with the id `text-title`.
 */
export function textSection(
  { content, once }: SharedText,
  { prefix }: PageFacts,
  language: Language,
  heading = true,
): Markup {
  const say = sayer(textWords, language);
  const href = `${prefix}${TEXT_PATH}`;
  const inside = once
    ? html`
      <p class="soft">${say("textOnce")}</p>
      <div class="actions"><a class="button main" href="${href}">${say("showText")}</a></div>
    `
    : html`
      ${shown(content)}
      <div class="actions">
        <button type="button" class="main" id="copy-text" data-text="${jsonLine({
          text: withoutEnd(content),
        })
          .trimEnd()}"
          hidden>${say("copyText")}</button>
        <a href="${href}">${say("plainText")}</a>
        <span id="copy-news" role="status"></span>
      </div>
    `;
  return html`
    <section class="text" aria-labelledby="text-title">
      ${heading && html`<h2 id="text-title">${say("sharedText")}</h2>`}
      ${inside}
    </section>
  `;
}

/** The text with its lines, and with addresses of the web as links. Other pages are not told this one's address. */
function shown(content: string): Markup {
  const lines = withoutEnd(content).split(/\r?\n/);
  // Browsers drop the line ending that follows the tag, and only that one.
  const parts = lines.map((line) => [NEW_LINE, line.split("\t").map(tabbed)]);
  return html`<pre id="shared-text" tabindex="0" role="group" aria-labelledby="text-title">${parts.flat()}</pre>`;
}

/** The last line ending, which most programs write, is neither shown nor copied. */
function withoutEnd(text: string): string {
  return text.replace(/\r?\n$/, "");
}

function tabbed(text: string, at: number): Markup {
  const parts = textParts(text).map(({ text, isLink }) =>
    isLink ? html`<a href="${text}" target="_blank" rel="noreferrer noopener">${text}</a>` : text
  );
  return html`${at > 0 && TAB}${parts}`;
}

const NEW_LINE = new Markup("\n");
const TAB = new Markup("\t");
