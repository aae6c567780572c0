/**
 * Texts as modules that export them, written by `deno task generate`.
 *
 * An import with `{ type: "text" }` would need no such module, but if the program itself comes from
 * a registry, the runtime loads such a file at its first use and requires a permission that a
 * confined part does not have. A module is loaded with its graph.
 *
 * @module
 */

import { fileURLToPath } from "node:url";

/** The texts of the browser's pages, by the name of their export. */
const PAGE_FILES: Readonly<Record<string, string>> = {
  digests: "lib/web/page/digests.js",
  drop: "lib/web/page/drop.js",
  hashWorker: "lib/web/page/hash_worker.js",
  news: "lib/web/page/news.js",
  page: "lib/web/page/page.js",
  picked: "lib/web/page/picked.js",
  rows: "lib/web/page/rows.js",
  sha256: "lib/web/page/sha256.js",
  gallery: "lib/web/page/gallery.js",
  rowMenu: "lib/web/page/row_menu.js",
  share: "lib/web/page/share.js",
  shareStyle: "lib/web/page/share.css",
  style: "lib/web/page/style.css",
  tally: "lib/web/page/tally.js",
  unfinished: "lib/web/page/unfinished.js",
  textBox: "lib/web/page/text_box.js",
  upload: "lib/web/page/upload.js",
  uploadId: "lib/web/page/upload_id.js",
  wakeLock: "lib/web/page/wake_lock.js",
  why: "lib/web/page/why.js",
};

/** The module of the pages' texts. */
export const PAGE_TEXTS = "lib/web/page/text.ts";
/** The module of the text of `sluice licenses`. */
export const LICENSES_TEXT = "commands/licenses/text.ts";

/** The path of a file of the project, given from the project's folder. */
export function projectPath(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}

/** The content of the pages' files, by name, and `version`, which differs where one of them does. */
export async function pageTexts(): Promise<Record<string, string>> {
  const read = async ([name, file]: [string, string]) =>
    [name, await Deno.readTextFile(projectPath(file))] as const;
  const texts = await Promise.all(Object.entries(PAGE_FILES).map(read));
  const bytes = new TextEncoder().encode(texts.map(([, text]) => text).join(""));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return { ...Object.fromEntries(texts), version: digest.toHex().slice(0, 12) };
}

/** A module that exports these texts, by name. */
export function textModule(texts: Readonly<Record<string, string>>): string {
  const parts = [
    "/** Made by scripts/text_modules.ts; `deno task generate` makes it anew. @module */\n",
  ];
  for (const [name, text] of Object.entries(texts)) {
    const literal = text.replace(/[\\`]|\$\{/g, (special) => `\\${special}`);
    // A line of its own for the first line of a longer text.
    const start = text.includes("\n") ? "\\\n" : "";
    parts.push(`\n/** The text. */\nexport const ${name} = \`${start}${literal}\`;\n`);
  }
  return parts.join("");
}
