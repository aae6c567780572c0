/** The page of a text that is shared without files. @module */

import { html } from "../page/html.ts";
import { layout, type PageFacts } from "../page/layout.ts";
import type { Language } from "../page/words/language.ts";
import { sayer } from "../page/words/say.ts";
import { textWords } from "../page/words/text.ts";
import { type SharedText, textSection } from "./text_section.ts";

/** Options of {@linkcode textPage}. */
export interface TextPageOptions {
  /** The text. */
  text: SharedText;
  /** Facts about the server. */
  facts: PageFacts;
  /** Its language. */
  language: Language;
  /** The nonce of this response. */
  nonce: string;
}

/** Returns the page's markup. */
export function textPage({ text, facts, language, nonce }: TextPageOptions): string {
  const title = sayer(textWords, language)("textOf", { machine: facts.machine });
  const body = html`
    <header>
      <h1 id="text-title">${title}</h1>
    </header>
    <main id="main">
      ${textSection(text, facts, language, false)}
    </main>
  `;
  const script = { name: "text_box.js", texts: textWords[language] };
  return layout({ title, body, facts, language, nonce, script });
}
