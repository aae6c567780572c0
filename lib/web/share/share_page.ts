/** The page of a shared folder. @module */

import { urlPath } from "../http/request_path.ts";
import { html, type Markup } from "../page/html.ts";
import { layout, type PageFacts } from "../page/layout.ts";
import { shownSize } from "../page/shown_size.ts";
import { shareStyle } from "../page/text.ts";
import type { Language } from "../page/words/language.ts";
import { sayer } from "../page/words/say.ts";
import { shareWords } from "../page/words/share.ts";
import { textWords } from "../page/words/text.ts";
import type { FolderPart } from "./folder_part.ts";
import {
  folderLink,
  folderParameters,
  type FolderQuery,
  type Sort,
  SORTS,
} from "./folder_query.ts";
import { lostRow, type RowContext, shareRow, type ShareSay } from "./share_row.ts";
import type { Listing, SharedEntry } from "./shared_tree.ts";

/** Options of {@linkcode sharePage}. */
export interface SharePageOptions {
  /** The folder. */
  entry: SharedEntry;
  /** Its content. */
  listing: Listing;
  /** The entries that the page lists. */
  part: FolderPart;
  /** The numbers of entries in the listed folders, where they are known. */
  counts: ReadonlyMap<SharedEntry, number>;
  /** What the page was asked for. */
  query: FolderQuery;
  /** Facts about the server. */
  facts: PageFacts;
  /** What stands above the files; undefined: nothing. */
  top?: Markup | undefined;
  /** Whether files may be shown. */
  previews: boolean;
  /** Its language. */
  language: Language;
  /** The nonce of this response. */
  nonce: string;
}

/** Returns the page's markup. */
export function sharePage(options: SharePageOptions): string {
  const { entry, listing, query, facts, top, language, nonce } = options;
  const say = sayer(shareWords, language);
  const title = entry.name || say("files", { machine: facts.machine });
  const empty = listing.files + listing.folders + listing.notUtf8 === 0;
  const body = html`<header>
${trail(entry, facts, say)}
<h1><bdi>${title}</bdi></h1>
<p class="soft">${summary(listing, language, say)}</p>
</header>
<main id="main">
${top}
${empty ? html`<p class="empty">${say("empty")}</p>` : content(options, say)}
<form id="get" method="get"></form>
<section class="foot">
<p><button class="small" form="get" formaction="./" name="qr" id="code">${say("code")}</button></p>
<h2>${say("verify")}</h2>
<p><a href="SHA256SUMS">SHA256SUMS</a>: <code>sha256sum -c</code>, <code>curl -O</code>, <code>wget -c</code></p>
</section>
</main>`;
  return layout({
    title,
    body,
    facts,
    language,
    nonce,
    style: shareStyle,
    query: folderParameters(query),
    script: { name: "share.js", texts: { ...shareWords[language], ...textWords[language] } },
  });
}

function content(options: SharePageOptions, say: ShareSay): Markup {
  const { listing, part, counts, query, previews, language } = options;
  const context: RowContext = { say, language, counts, previews };
  const isLast = part.page === part.pages;
  const unlisted = listing.files + listing.folders - listing.entries.length;
  return html`<form id="find" method="get" action="./" role="search">${
    query.sort !== "name" && html`<input type="hidden" name="sort" value="${query.sort}">`
  }${query.descending && html`<input type="hidden" name="order" value="desc">`}</form>
<form method="post" action="./" id="choice">
${bar(query, say)}
<div id="list" data-pages="${part.pages}">
${query.filter !== "" && filtered(part, query, say)}
<table>
<thead><tr>
<th scope="col" class="pick"><input type="checkbox" id="all" aria-label="${
    say("selectAll")
  }" hidden><span class="unseen">${say("select")}</span></th>
${SORTS.map((sort) => heading(sort, query, say))}
<th scope="col" class="more"><span class="unseen">${say("details")}</span></th>
</tr></thead>
<tbody>
${part.entries.map((each) => shareRow(each, context))}
${isLast && query.filter === "" && listing.lost.map((name) => lostRow(name, say))}
</tbody>
</table>
${part.pages > 1 && pager(part, query, say)}
</div>
</form>
${unlisted > 0 && html`<p>${say("moreThanShown", { count: unlisted })}</p>`}
${listing.notUtf8 > 0 && html`<p>${say("notUtf8", { count: listing.notUtf8 })}</p>`}`;
}

/** The bar that stays in view. */
function bar({ filter }: FolderQuery, say: ShareSay): Markup {
  return html`
    <div class="bar" role="group" aria-label="${say("actions")}">
      <input type="search" name="filter" form="find" id="filter" value="${filter}"
        placeholder="${say("filter")}" aria-label="${say("filter")}" autocomplete="off">
      <span
        class="buttons"><button class="main" name="archive" value="zip" id="zip" data-short="zip">${say(
          "zip",
        )}</button>
    <button name="archive" value="tar" id="tar" data-short="tar">${say("tar")}</button>
    <button type="button" id="view" hidden>${say("gallery")}</button></span>
      <span class="soft" id="chosen" role="status"></span>
    </div>
  `;
}

function filtered({ matches }: FolderPart, query: FolderQuery, say: ShareSay): Markup {
  const text = matches === 0
    ? say("noMatch", { filter: query.filter })
    : say("matches", { count: matches });
  const all = folderLink({ ...query, filter: "", page: 1 });
  return html`<p class="found">${text} <a href="${all}">${say("showAll")}</a></p>`;
}

const HEADINGS: Record<Sort, { word: "name" | "size" | "modified"; className: string }> = {
  name: { word: "name", className: "name" },
  size: { word: "size", className: "size" },
  date: { word: "modified", className: "date" },
};

/** A heading that sorts; a second time in the other direction. */
function heading(sort: Sort, query: FolderQuery, say: ShareSay): Markup {
  const { word, className } = HEADINGS[sort];
  const current = query.sort === sort;
  const link = sortLink(sort, query);
  // A narrow screen has no column for dates.
  const narrow = sort === "name" &&
    html`<a class="narrow ${query.sort === "date" && (query.descending ? "down" : "up")}" href="${
      sortLink("date", query)
    }">${say("modified")}</a>`;
  return html`
    <th scope="col" class="${className}"
      ${current &&
        html`aria-sort="${query.descending ? "descending" : "ascending"}"`}><a href="${link}">${say(
          word,
        )}</a>${narrow}</th>
  `;
}

function sortLink(sort: Sort, query: FolderQuery): string {
  const descending = query.sort === sort && !query.descending;
  return folderLink({ ...query, sort, descending, page: 1 });
}

function pager(
  { first, entries, matches, page, pages }: FolderPart,
  query: FolderQuery,
  say: ShareSay,
): Markup {
  const link = (to: number, rel: "prev" | "next", word: "previousPage" | "nextPage") =>
    html`<a class="button" rel="${rel}" href="${folderLink({ ...query, page: to })}">${
      say(word)
    }</a>`;
  const range = { first: first + 1, last: first + entries.length, total: matches };
  return html`<nav class="pager" aria-label="${say("pages")}">
${page > 1 && link(page - 1, "prev", "previousPage")}
<span>${say("range", range)}</span>
${page < pages && link(page + 1, "next", "nextPage")}
</nav>`;
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

function summary({ files, folders, bytes }: Listing, language: Language, say: ShareSay): string {
  const parts = [
    ...files > 0 || folders === 0
      ? [say("fileCount", { count: files, size: shownSize(bytes, language) })]
      : [],
    ...folders > 0 ? [say("folderCount", { count: folders })] : [],
  ];
  return parts.join("; ");
}
