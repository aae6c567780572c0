/** The page of a shared folder. @module */

import { formatSize } from "../../text/format_size.ts";
import { html, type Markup } from "../page/html.ts";
import { urlPath } from "../http/request_path.ts";
import type { Listing, SharedEntry } from "./shared_tree.ts";
import { layout, type PageFacts } from "../page/layout.ts";
import type { Language } from "../page/words/language.ts";
import { type Say, sayer } from "../page/words/say.ts";
import { shareWords } from "../page/words/share.ts";
import { textWords } from "../page/words/text.ts";

/** Options of {@linkcode sharePage}. */
export interface SharePageOptions {
  /** The folder. */
  entry: SharedEntry;
  /** Its content. */
  listing: Listing;
  /** Facts about the server. */
  facts: PageFacts;
  /** What stands above the files; undefined: nothing. */
  top?: Markup | undefined;
  /** Returns the digest of a file in hexadecimal, where it was computed. */
  known: (entry: SharedEntry) => string | undefined;
  /** Its language. */
  language: Language;
  /** The nonce of this response. */
  nonce: string;
}

type ShareSay = Say<keyof typeof shareWords.en>;

/** Returns the page's markup. */
export function sharePage(
  { entry, listing, facts, top, known, language, nonce }: SharePageOptions,
): string {
  const say = sayer(shareWords, language);
  const title = entry.name || say("files", { machine: facts.machine });
  const body = html`<header>
${trail(entry, facts, say)}
<h1><bdi>${title}</bdi></h1>
<p class="soft">${summary(listing, say)}</p>
</header>
<main id="main">
${top}
${
    listing.entries.length === 0 ? html`<p class="empty">${say("empty")}</p>` : html`
      <form method="post" action="./">
        <div class="actions">
          <button class="main" name="archive" value="zip" id="zip">${say("zip")}</button>
          <button name="archive" value="tar" id="tar">${say("tar")}</button>
          <span class="soft" id="chosen" role="status">${say("orTicked")}</span>
        </div>
        <table role="table">
          <thead role="rowgroup">
            <tr role="row">
              <th role="columnheader" scope="col" class="pick">
                <input type="checkbox" id="all" aria-label="${say("selectAll")}" hidden>
                <span class="unseen">${say("select")}</span>
              </th>
              <th role="columnheader" scope="col">${say("name")}</th>
              <th role="columnheader" scope="col" class="size">${say("size")}</th>
              <th role="columnheader" scope="col" class="date">${say("modified")}</th>
            </tr>
          </thead>
          <tbody role="rowgroup">
      ${listing.entries.map((each) => row(each, known(each), say))}
          </tbody>
        </table>
      </form>
    `
  }
${
    listing.total > listing.entries.length &&
    html`<p>${say("moreThanShown", { count: listing.total - listing.entries.length })}</p>`
  }
${listing.notUtf8 > 0 && html`<p>${say("notUtf8", { count: listing.notUtf8 })}</p>`}
<h2>${say("verify")}</h2>
<p><a href="SHA256SUMS">SHA256SUMS</a>: <code>sha256sum -c</code>, <code>curl -O</code>, <code>wget -c</code></p>
</main>`;
  return layout({
    title,
    body,
    facts,
    language,
    nonce,
    script: { name: "share.js", texts: { ...shareWords[language], ...textWords[language] } },
  });
}

function trail(
  { path }: SharedEntry,
  { prefix }: PageFacts,
  say: ShareSay,
): Markup | false {
  if (path === "") return false;
  const names = path.split("/").slice(0, -1);
  const links = names.map((name, i) =>
    html`<li><a href="${prefix}${
      urlPath(names.slice(0, i + 1).join("/"))
    }/"><bdi>${name}</bdi></a></li>`
  );
  return html`
    <nav aria-label="${say("above")}">
      <ol><li><a href="${prefix}">${say("top")}</a></li>${links}</ol>
    </nav>
  `;
}

function summary({ entries, total }: Listing, say: ShareSay): string {
  const files = entries.filter(({ kind }) => kind === "file");
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const folders = total - files.length;
  const parts = [
    ...files.length > 0 || folders === 0
      ? [say("fileCount", { count: files.length, size: shownSize(bytes) })]
      : [],
    ...folders > 0 ? [say("folderCount", { count: folders })] : [],
  ];
  return parts.join("; ");
}

function row(entry: SharedEntry, digest: string | undefined, say: ShareSay): Markup {
  const { kind, name, size, mtime } = entry;
  const isFile = kind === "file";
  const href = isFile ? `./${urlPath(name)}` : `./${urlPath(name)}/`;
  const time = new Date(mtime);
  const link = html`
    <a href="${href}" ${isFile && DOWNLOAD}><bdi>${name}</bdi>${!isFile && "/"}</a>
  `;
  return html`
    <tr role="row" class="${kind}">
      <td role="cell" class="pick">
        <input type="checkbox" name="item" value="${urlPath(name)}" aria-label="${say("selectOne", {
          name,
        })}">
      </td>
      <td role="cell" class="name">
        <div class="line">${isFile ? FILE_ICON : FOLDER_ICON}${link}</div>
        ${isFile && digestOf(href, digest, say)}
      </td>
      <td role="cell" class="size">${isFile ? shownSize(size) : say("folder")}</td>
      <td role="cell" class="date">
        <time datetime="${time.toISOString()}">${shownTime(time)}</time>
      </td>
    </tr>
  `;
}

function digestOf(href: string, digest: string | undefined, say: ShareSay): Markup {
  const inside = digest === undefined
    ? html`
      <button class="small" name="digest" value="sha256" formmethod="get"
        formaction="${href}">${say("compute")}</button>
    `
    : html`<code>${digest}</code>`;
  return html`<details data-href="${href}"><summary>SHA-256</summary>${inside}</details>`;
}

function shownSize(bytes: number): string {
  return formatSize(bytes);
}

/** Formats a time in this machine's time zone. */
function shownTime(time: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}`;
}

const DOWNLOAD = html`
  download
`;
const FILE_ICON = html`
  <svg viewBox="0 0 24 24" aria-hidden="true">
    <path d="M6 3h8l4 4v14H6zM14 3v4h4" />
  </svg>
`;
const FOLDER_ICON = html`
  <svg viewBox="0 0 24 24" aria-hidden="true">
    <path d="M3 6h6l2 2h10v11H3z" />
  </svg>
`;
