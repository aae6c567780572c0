/** The page with the results of a form. @module */

import { html, type Markup } from "../page/html.ts";
import { layout, type PageFacts } from "../page/layout.ts";
import { shownSize } from "../page/shown_size.ts";
import { whyKey } from "../page/why.js";
import { dropWords } from "../page/words/drop.ts";
import type { Language } from "../page/words/language.ts";
import { reasonWords } from "../page/words/reasons.ts";
import { sayer } from "../page/words/say.ts";
import type { FormResult } from "./form_file.ts";

/** Options of {@linkcode dropResultPage}. */
export interface DropResultPageOptions {
  /** The result of each part of the form. */
  results: readonly FormResult[];
  /** Facts about the server. */
  facts: PageFacts;
  /** Its language. */
  language: Language;
  /** The nonce of this response. */
  nonce: string;
}

/** Returns the page's markup: each file and what became of it, in the page's language. */
export function dropResultPage(
  { results, facts, language, nonce }: DropResultPageOptions,
): string {
  const say = sayer(dropWords, language);
  const failed = results.filter(({ ok }) => !ok).length;
  const title = results.length === 0
    ? say("noFile")
    : failed === 0
    ? say("sent")
    : say("notSent", { failed, count: results.length });
  const body = html`
    <header>
      <h1>${title}</h1>
    </header>
    <main id="main">
      <div id="uploads">
        <ul>${results.map((result) =>
          html`
            <li class="${result.ok ? "done" : "failed"}">
              <div class="told">
                <bdi class="what">${result.name ?? say("restOfForm")}</bdi>
                <div class="facts">${outcome(result, language)}</div>
              </div>
            </li>
          `
        )}</ul>
      </div>
      <p><a href="./">${say("more")}</a></p>
    </main>
  `;
  return layout({ title, body, facts, language, nonce });
}

function outcome({ name, stored, code, status }: FormResult, language: Language): Markup {
  const say = sayer(dropWords, language);
  if (stored === undefined) {
    const key = whyKey({ code, status }) ?? "whyInternal";
    const why = sayer(reasonWords, language)(key as keyof typeof reasonWords.en);
    return html`<span class="status">${why}</span>`;
  }
  if (stored.kind === "skipped") return html`<span class="status">${say("skipped")}</span>`;
  const { path, size, digest } = stored;
  return html`
    <span class="status">${path === name ? say("stored") : say("storedAs", { name: path })}</span>
    <span>${shownSize(size, language)}</span>
    <span>SHA-256 <code>${digest}</code></span>
  `;
}
