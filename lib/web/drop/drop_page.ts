/** The page that uploads files, and the result page of a form. @module */

import { formatSize } from "../../text/format_size.ts";
import type { FormResult } from "./form_file.ts";
import { html } from "../page/html.ts";
import { layout, type PageFacts } from "../page/layout.ts";

/** Options of {@linkcode dropPage}. */
export interface DropPageOptions {
  /** Facts about the server. */
  facts: PageFacts;
  /** Bytes that a file may have. Default: no limit. */
  maxSize?: number;
  /** The nonce of this response. */
  nonce: string;
}

/** Returns the page's markup. The page's script replaces the form with an uploader. */
export function dropPage({ facts, maxSize, nonce }: DropPageOptions): string {
  const limit = maxSize === undefined ? "" : ` A file may have ${formatSize(maxSize)} at most.`;
  const title = `Send files to ${facts.machine}`;
  const body = html`
    <header>
      <h1>${title}</h1>
      <p
        class="soft">They appear there once they are whole and verified. They cannot be viewed from here.${limit}</p>
    </header>
    <main>
      <form method="post" action="./" enctype="multipart/form-data" id="form">
        <p><label for="files">Files to send</label></p>
        <div class="actions">
          <input type="file" name="file" id="files" multiple required>
          <button class="main">Send</button>
        </div>
      </form>
      <section id="zone" aria-labelledby="zone-title" hidden>
        <h2 id="zone-title">Drop files or folders here</h2>
        <div class="actions">
          <label class="button main"
            id="pick">Choose files<input class="unseen" type="file" id="picked" multiple></label>
          <label class="button"
            id="pick-folder">Choose a folder<input class="unseen" type="file" id="picked-folder" webkitdirectory></label>
        </div>
      </section>
      <p class="soft" id="unfinished" hidden></p>
      <section aria-labelledby="list-title" id="list" hidden>
        <h2 id="list-title">Files</h2>
        <p id="overall" role="status"></p>
        <ul id="uploads"></ul>
      </section>
    </main>
  `;
  return layout({ title, body, facts, nonce, script: "drop.js" });
}

/** Returns a page with the result of each file of a form. */
export function dropResultPage(
  { results, facts, nonce }: { results: readonly FormResult[]; facts: PageFacts; nonce: string },
): string {
  const failed = results.filter(({ ok }) => !ok).length;
  const title = results.length === 0
    ? "No file was chosen"
    : failed === 0
    ? "Sent"
    : `${failed} of ${results.length} not sent`;
  const body = html`
    <header>
      <h1>${title}</h1>
    </header>
    <main>
      <ul id="uploads">${results.map(({ name, ok, text }) =>
        html`
          <li class="${ok ? "done" : "failed"}">
            <div class="what"><bdi>${name}</bdi></div>
            <div class="foot"><span class="status">${text}</span></div>
          </li>
        `
      )}</ul>
      <p><a href="./">Send more</a></p>
    </main>
  `;
  return layout({ title, body, facts, nonce });
}
