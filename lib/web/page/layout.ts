/** The frame of all pages. @module */

import { ASSET_FOLDER } from "./assets.ts";
import { html, Markup } from "./html.ts";
import { style } from "./text.ts";
import { commonWords } from "./words/common.ts";
import {
  type Language,
  LANGUAGE_NAMES,
  LANGUAGE_PARAMETER,
  LANGUAGE_TAGS,
  LANGUAGES,
} from "./words/language.ts";
import { type Say, sayer, type Texts } from "./words/say.ts";

/** Facts about the server that a page shows. */
export interface PageFacts {
  /** Name of this machine; "" for none. */
  machine: string;
  /** Start of every path: `/TOKEN/`. */
  prefix: string;
  /** Whether the connection is encrypted. */
  encrypted: boolean;
  /** SHA-256 fingerprint of a self-signed certificate, which users compare with the terminal's. */
  fingerprint?: string;
}

/** Options of {@linkcode layout}. */
export interface PageOptions {
  /** Title of the window. */
  title: string;
  /** Its content, including `main`, whose id is `main`. */
  body: Markup;
  /** Facts for its footer. */
  facts: PageFacts;
  /** Its language. */
  language: Language;
  /** The nonce of this response: scripts and styles without it do not apply. */
  nonce: string;
  /** Further style rules. Default: none. */
  style?: string;
  /** Parameters of the query that links to the other languages keep. Default: none. */
  query?: URLSearchParams;
  /** The page's script, and the texts that it says in the page's language. Default: none. */
  script?: { name: string; texts: Texts };
}

/** Makes an unguessable nonce. */
export function newNonce(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(18))));
}

/** Returns the markup of a whole page. */
export function layout(
  { title, body, facts, language, nonce, style: further = "", query, script }: PageOptions,
): string {
  const say = sayer(commonWords, language);
  const markup = html`
    <!DOCTYPE html>
    <html lang="${LANGUAGE_TAGS[language]}">
      <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="robots" content="noindex">
    <title>${title}</title>
    <link rel="icon" href="data:,">
    <style nonce="${nonce}">${new Markup(style + further)}</style>
    ${script !== undefined && scriptOf(script, { facts, language, nonce })}
      </head>
      <body>
    <a class="skip" href="#main">${say("skip")}</a>
    ${body}
    <footer>
    ${encryption(facts, say)}
    ${languages(language, query, say)}
    ${facts.machine !== "" && html`<p>${say("server", { machine: facts.machine })}</p>`}
    </footer>
      </body>
    </html>
  `;
  return markup.text.trimStart();
}

function scriptOf(
  { name, texts }: NonNullable<PageOptions["script"]>,
  { facts, language, nonce }: Pick<PageOptions, "facts" | "language" | "nonce">,
): Markup {
  const words = { ...commonWords[language], ...texts };
  const data = JSON.stringify({ language: LANGUAGE_TAGS[language], words });
  // Data, which no browser runs. Within a script element only a "<" could end it.
  const json = new Markup(data.replaceAll("<", "\\u003c"));
  const src = `${facts.prefix}${ASSET_FOLDER}${name}`;
  return html`
    <script type="application/json" id="words" nonce="${nonce}">${json}</script>
    <script type="module" nonce="${nonce}" src="${src}"></script>
  `;
}

function encryption(
  { encrypted, fingerprint }: PageFacts,
  say: Say<keyof typeof commonWords.en>,
): Markup {
  if (!encrypted) {
    return html`
      <p class="plain"><strong>${say("notEncrypted")}</strong> ${say("notEncryptedWhy")}</p>
    `;
  }
  if (fingerprint === undefined) return html`<p>${say("encrypted")}</p>`;
  return html`<p>${say("encrypted")} ${say("fingerprint")}</p>
<p><code>${fingerprint}</code></p>`;
}

/** Links to this page in the other languages, each named in itself. */
function languages(
  current: Language,
  query: URLSearchParams | undefined,
  say: Say<keyof typeof commonWords.en>,
): Markup {
  const links = LANGUAGES.map((each) => {
    const [name, tag] = [LANGUAGE_NAMES[each], LANGUAGE_TAGS[each]];
    const words = new URLSearchParams(query);
    words.set(LANGUAGE_PARAMETER, each);
    return each === current
      ? html`<li><span aria-current="true">${name}</span></li>`
      : html`<li><a href="?${String(words)}" lang="${tag}" hreflang="${tag}">${name}</a></li>`;
  });
  return html`
    <nav class="languages" aria-label="${say("language")}">
      <ul>${links}</ul>
    </nav>
  `;
}
