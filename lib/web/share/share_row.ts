/** The rows of the page of a shared folder. They are written briefly: a page may have a thousand. @module */

import { urlPath } from "../http/request_path.ts";
import { viewOf } from "../http/view_type.ts";
import { html, Markup } from "../page/html.ts";
import { shownSize } from "../page/shown_size.ts";
import type { Language } from "../page/words/language.ts";
import type { Say } from "../page/words/say.ts";
import type { shareWords } from "../page/words/share.ts";
import type { SharedEntry } from "./shared_tree.ts";

/** Says the words of the page. */
export type ShareSay = Say<keyof typeof shareWords.en>;

/** What rows are made with. */
export interface RowContext {
  /** Says words. */
  say: ShareSay;
  /** The page's language. */
  language: Language;
  /** The numbers of entries in folders, where they are known. */
  counts: ReadonlyMap<SharedEntry, number>;
  /** Whether files may be shown. */
  previews: boolean;
}

/** A row of a file or a folder. */
export function shareRow(entry: SharedEntry, context: RowContext): Markup {
  const { name, mtime, kind } = entry;
  const { say } = context;
  const item = urlPath(name);
  const label = say("selectOne", { name });
  const cells = kind === "file"
    ? fileCells(entry, item, context)
    : folderCells(entry, item, context);
  return onOneLine(html`
    <tr>
      <td><label><input type="checkbox" name="item" value="${item}" aria-label="${label}"></label>
    ${cells}
    <td>${shownTime(new Date(mtime))}
    <td>${more(entry, item, context)}
  `);
}

/** A row of a name that is not UTF-8. */
export function lostRow(name: string, say: ShareSay): Markup {
  return onOneLine(html`
    <tr class="lost">
      <td>
        <td><span class="f"><bdi>${name}</bdi></span><td>${say("lost")}<td><td>
  `);
}

/** Takes the indentation out. Values have no line ends: these are shown as escapes. */
function onOneLine({ text }: Markup): Markup {
  return new Markup(`${text.trim().replace(/>\s*\n\s*</g, "><").replace(/\s*\n\s*/g, " ")}\n`);
}

function fileCells(entry: SharedEntry, item: string, { language, previews }: RowContext): Markup {
  const { name, size } = entry;
  const kind = (previews && viewOf(name)?.kind) || "f";
  const className = kind === "text" ? "txt" : kind;
  return html`<td><a class="${className}" href="./${item}" download><bdi>${name}</bdi></a>
<td data-size="${size}">${shownSize(size, language)}`;
}

function folderCells(entry: SharedEntry, item: string, { say, counts }: RowContext): Markup {
  const count = counts.get(entry);
  return html`<td><a class="dir" href="./${item}/"><bdi>${entry.name}</bdi>/</a><td>${
    count === undefined ? say("folder") : say("itemCount", { count })
  }`;
}

/** The menu of a row. Its buttons belong to a form of their own, and are no links: a client that follows links would fetch all. */
function more({ kind, name }: SharedEntry, item: string, { say, previews }: RowContext): Markup {
  const button = (path: string, query: Markup, text: string) =>
    html`<button form="get" formaction="${path}" ${query}>${text}</button>`;
  const [file, folder] = [`./${item}`, `./${item}/`];
  const buttons = kind === "dir"
    ? [
      button(folder, html`name="archive" value="zip"`, "zip"),
      button(folder, html`name="archive" value="tar"`, "tar"),
      button(folder, html`name="total"`, say("content")),
    ]
    : [
      ...previews && viewOf(name) !== undefined
        ? [button(file, html`name="view"`, say("open"))]
        : [],
      button(file, html`name="digest"`, "SHA-256"),
    ];
  return html`
    <details name="more">
      <summary aria-label="${say("more", { name })}">…</summary>
      <div>${buttons}</div>
    </details>
  `;
}

/** Formats a time in this machine's time zone. */
function shownTime(time: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}`;
}
