/** The frame of all pages. @module */

import { html, Markup } from "./html.ts";
import { style } from "./text.ts";

/** Facts about the server that a page shows. */
export interface PageFacts {
  /** Name of this machine. */
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
  /** Its content, including `main`. */
  body: Markup;
  /** Facts for its footer. */
  facts: PageFacts;
  /** The nonce of this response: scripts and styles without it do not apply. */
  nonce: string;
  /** The page's script, by its name below `~sluice/`. Default: none. */
  script?: string;
}

/** Makes an unguessable nonce. */
export function newNonce(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(18))));
}

/** Returns the markup of a whole page. */
export function layout({ title, body, facts, nonce, script }: PageOptions): string {
  const markup = html`
    <!DOCTYPE html>
    <html lang="en">
      <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="robots" content="noindex">
    <title>${title}</title>
    <link rel="icon" href="data:,">
    <style nonce="${nonce}">${new Markup(style)}</style>
    ${script !== undefined &&
      html`<script type="module" nonce="${nonce}" src="${facts.prefix}~sluice/${script}"></script>`}
      </head>
      <body>
    ${body}
    <footer>
    ${encryption(facts)}
    <p>sluice on ${facts.machine}</p>
    </footer>
      </body>
    </html>
  `;
  return markup.text.trimStart();
}

function encryption({ encrypted, fingerprint }: PageFacts): Markup {
  if (!encrypted) {
    return html`
      <p
        class="plain"><strong>Not encrypted.</strong> Anyone on this network can read what is sent, and change it.</p>
    `;
  }
  if (fingerprint === undefined) return html`<p>Encrypted.</p>`;
  return html`<p>Encrypted. The certificate’s SHA-256 fingerprint, which must be the one shown by your browser and in the terminal of the other machine:</p>
<p><code>${fingerprint}</code></p>`;
}
