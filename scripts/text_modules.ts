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

/** The folder of the pages' files. */
const PAGE_FOLDER = "lib/web/page";
/** What the pages consist of, besides the scripts, by the name of its export. */
const STYLES: Readonly<Record<string, string>> = { shareStyle: "share.css", style: "style.css" };
/** The source of a bundle, which no page loads. */
const SOURCE = "_source.js";

/** The module of the pages' texts. */
export const PAGE_TEXTS = "lib/web/page/text.ts";
/** The module of the text of `sluice licenses`. */
export const LICENSES_TEXT = "commands/licenses/text.ts";

/** The path of a file of the project, given from the project's folder. */
export function projectPath(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}

/**
 * The styles of the pages by the name of their export, all scripts of their folder by file name, and
 * `version`, which differs where one of them does.
 */
export async function pageTexts(): Promise<Record<string, Text>> {
  const read = (name: string) => Deno.readTextFile(projectPath(`${PAGE_FOLDER}/${name}`));
  const names = Array.from(Deno.readDirSync(projectPath(PAGE_FOLDER)), ({ name }) => name);
  const scripts: Record<string, string> = {};
  for (const name of names.sort()) {
    if (name.endsWith(".js") && !name.endsWith(SOURCE)) scripts[name] = await read(name);
  }
  const styles: Record<string, string> = {};
  for (const [name, file] of Object.entries(STYLES)) styles[name] = await read(file);
  const all = new TextEncoder().encode(JSON.stringify([scripts, styles]));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", all));
  return { scripts, ...styles, version: digest.toHex().slice(0, 12) };
}

/** A text, or texts by name. */
type Text = string | Readonly<Record<string, string>>;

/** A module that exports these texts, by name. */
export function textModule(texts: Readonly<Record<string, Text>>): string {
  const parts = [
    "/** Made by scripts/text_modules.ts; `deno task generate` makes it anew. @module */\n",
  ];
  for (const [name, text] of Object.entries(texts)) {
    parts.push(
      typeof text === "string"
        ? `\n/** The text. */\nexport const ${name} = ${literal(text)};\n`
        : `\n/** The texts, by name. */\nexport const ${name}: Readonly<Record<string, string>> = {\n${
          Object.entries(text).map(([key, value]) => `  "${key}": ${literal(value)},\n`).join("")
        }};\n`,
    );
  }
  return parts.join("");
}

function literal(text: string): string {
  const escaped = text.replace(/[\\`]|\$\{/g, (special) => `\\${special}`);
  // A line of its own for the first line of a longer text.
  return `\`${text.includes("\n") ? "\\\n" : ""}${escaped}\``;
}
