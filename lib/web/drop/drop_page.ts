/** The page that uploads files. @module */

import { html, type Markup } from "../page/html.ts";
import { layout, type PageFacts } from "../page/layout.ts";
import { shownSize } from "../page/shown_size.ts";
import { dropWords } from "../page/words/drop.ts";
import type { Language } from "../page/words/language.ts";
import { reasonWords } from "../page/words/reasons.ts";
import { type Say, sayer } from "../page/words/say.ts";
import { textWords } from "../page/words/text.ts";
import { textSection } from "./text_section.ts";

/** Options of {@linkcode dropPage}. */
export interface DropPageOptions {
  /** Facts about the server. */
  facts: PageFacts;
  /** Bytes that a file may have. Default: no limit. */
  maxSize?: number;
  /** Its language. */
  language: Language;
  /** The nonce of this response. */
  nonce: string;
}

/** Returns the page's markup. The page's script replaces the form with an uploader. */
export function dropPage({ facts, maxSize, language, nonce }: DropPageOptions): string {
  const say = sayer(dropWords, language);
  const limit = maxSize === undefined
    ? ""
    : ` ${say("limit", { size: shownSize(maxSize, language) })}`;
  const title = say("title", { machine: facts.machine });
  const body = html`
    <header>
      <h1>${title}</h1>
      <p class="soft">${say("where")}${limit}</p>
    </header>
    <main id="main">
      <form method="post" action="./" enctype="multipart/form-data" id="form">
        <p><label for="files">${say("filesToSend")}</label></p>
        <div class="actions">
          <input type="file" name="file" id="files" multiple required>
          <button class="main">${say("send")}</button>
        </div>
      </form>
      <section id="zone" aria-labelledby="zone-title" data-max-size="${maxSize ?? ""}" hidden>
        <h2 id="zone-title">${say("drop")}</h2>
        <div class="actions">
          <label class="button main"
            id="pick">${say(
              "chooseFiles",
            )}<input class="unseen" type="file" id="picked" multiple></label>
          <label class="button"
            id="pick-folder">${say(
              "chooseFolder",
            )}<input class="unseen" type="file" id="picked-folder" webkitdirectory></label>
        </div>
      </section>
      <p class="soft" id="reading" role="status"></p>
      <section id="unfinished" aria-labelledby="unfinished-text" hidden>
        <p id="unfinished-text"></p>
        <ul id="unfinished-names"></ul>
        <button type="button" class="small" id="forget">${say("forget")}</button>
      </section>
      <p class="unseen" id="news" role="status"></p>
      ${uploads(say)}
      ${textSection(language)}
    </main>
  `;
  const texts = { ...dropWords[language], ...reasonWords[language], ...textWords[language] };
  return layout({ title, body, facts, language, nonce, script: { name: "drop.js", texts } });
}

/** The lists of uploads, which the page's script fills. */
function uploads(say: Say<keyof typeof dropWords.en>): Markup {
  const button = (id: string, key: "pauseAll" | "resumeAll" | "retryAll") =>
    html`<button type="button" class="small" id="${id}" hidden>${say(key)}</button>`;
  return html`
    <section aria-labelledby="list-title" id="list" hidden>
      <h2 id="list-title">${say("files")}</h2>
      <div id="state">
        <progress id="overall-bar" max="100" value="0" aria-labelledby="overall"></progress>
        <div class="facts"><span id="overall"></span> <span id="speed"></span></div>
        <div id="bulk">
          ${button("pause-all", "pauseAll")}
          ${button("resume-all", "resumeAll")}
          ${button("retry-all", "retryAll")}
        </div>
      </div>
      <div id="uploads">
        <section id="failed" aria-labelledby="failed-title" hidden>
          <h3 id="failed-title"></h3>
          <ul></ul>
        </section>
        <div id="open">
          <ul aria-label="${say("openList")}"></ul>
        </div>
        <details id="sent" hidden>
          <summary id="sent-title"></summary>
          <ul aria-label="${say("sentList")}"></ul>
        </details>
      </div>
    </section>
  `;
}
