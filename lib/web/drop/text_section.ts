/** The part of the upload page that sends a text, and its result without scripts. @module */

import { MAX_DROPPED_TEXT_BYTES } from "../../limits.ts";
import { html, type Markup } from "../page/html.ts";
import { layout, type PageFacts } from "../page/layout.ts";
import { shownSize } from "../page/shown_size.ts";
import { commonWords } from "../page/words/common.ts";
import type { Language } from "../page/words/language.ts";
import { sayer } from "../page/words/say.ts";
import { textWords } from "../page/words/text.ts";

/** Returns a form, which the page's script sends without leaving the page. */
export function textSection(language: Language): Markup {
  const say = sayer(textWords, language);
  return html`
    <form method="post" action="./" id="text-form" class="text" data-most="${MAX_DROPPED_TEXT_BYTES}">
      <h2><label for="text">${say("textToSend")}</label></h2>
      <p class="soft" id="text-hint">${say("textHint")}</p>
      <textarea name="text" id="text" rows="3" aria-describedby="text-hint" autocomplete="off"
        autocapitalize="off" spellcheck="false" required></textarea>
      <div class="actions">
        <button>${say("sendText")}</button>
        <span id="text-news" role="status"></span>
      </div>
    </form>
  `;
}

/** What became of a text that was sent without a script. */
export type TextResult = "textShown" | "noText" | "textTooLong" | "tooManyTexts";

/** Options of {@linkcode textResultPage}. */
export interface TextResultPageOptions {
  /** What became of the text. */
  result: TextResult;
  /** Facts about the server. */
  facts: PageFacts;
  /** Its language. */
  language: Language;
  /** The nonce of this response. */
  nonce: string;
}

/** Returns the page that follows a text that was sent without a script. */
export function textResultPage(
  { result, facts, language, nonce }: TextResultPageOptions,
): string {
  const size = shownSize(MAX_DROPPED_TEXT_BYTES, language);
  const title = sayer(textWords, language)(result, { size });
  const body = html`
    <header>
      <h1>${title}</h1>
    </header>
    <main id="main">
      <p><a href="./">${sayer(commonWords, language)("back")}</a></p>
    </main>
  `;
  return layout({ title, body, facts, language, nonce });
}
