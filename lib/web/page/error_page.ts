/** Errors as pages, for browsers. @module */

import { pageAnswer, wantsPage } from "../http/answer.ts";
import { html } from "./html.ts";
import { layout, newNonce, type PageFacts } from "./layout.ts";
import { commonWords } from "./words/common.ts";
import { errorWords } from "./words/errors.ts";
import type { Language } from "./words/language.ts";
import { sayer } from "./words/say.ts";

/** Words of the server that say no more than the title. */
const NOT_FOUND = "Not found";

/** Options of {@linkcode errorPage}. */
export interface ErrorPageOptions {
  /** The response in plain text. */
  answer: Response;
  /** The page's language. */
  language: Language;
  /** Facts about the server. */
  facts: PageFacts;
  /** Whether the client has passed the access check. To others the page tells neither a name nor an address. */
  admitted: boolean;
}

/**
 * Returns an error in plain text as a page, where the client is a browser; any other response as it is.
 * The server's own words stand below the title.
 */
export async function errorPage(
  request: Request,
  { answer, language, facts, admitted }: ErrorPageOptions,
): Promise<Response> {
  const isText = answer.headers.get("content-type")?.startsWith("text/plain") ?? false;
  if (answer.status < 400 || !isText || !wantsPage(request)) return answer;
  const say = sayer(errorWords, language);
  const key = String(answer.status);
  const detail = (await answer.text()).trim();
  const title = key in errorWords.en ? say(key as keyof typeof errorWords.en) : detail;
  const body = html`
    <header>
      <h1>${title}</h1>
    </header>
    <main id="main">
      ${detail !== NOT_FOUND && html`<p lang="en">${detail}</p>`}
      ${admitted
        ? html`<p><a href="${facts.prefix}">${sayer(commonWords, language)("back")}</a></p>`
        : answer.status === 404 && html`<p>${say("address")}</p>`}
    </main>
  `;
  const nonce = newNonce();
  const shown = admitted ? facts : { ...facts, machine: "", prefix: "/" };
  const headers = Object.fromEntries(answer.headers);
  delete headers["content-type"];
  delete headers["content-security-policy"];
  delete headers["content-length"];
  const page = layout({ title, body, facts: shown, language, nonce });
  return pageAnswer(answer.status, page, nonce, headers);
}
