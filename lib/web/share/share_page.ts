/** The page of a shared folder. @module */

import { formatSize } from "../../text/format_size.ts";
import { leftOut } from "../../file/source/not_utf8.ts";
import { html, type Markup } from "../page/html.ts";
import { urlPath } from "../http/request_path.ts";
import type { Listing, SharedEntry } from "./shared_tree.ts";
import { layout, type PageFacts } from "../page/layout.ts";

/** Options of {@linkcode sharePage}. */
export interface SharePageOptions {
  /** The folder. */
  entry: SharedEntry;
  /** Its content. */
  listing: Listing;
  /** Facts about the server. */
  facts: PageFacts;
  /** Returns the digest of a file in hexadecimal, where it was computed. */
  known: (entry: SharedEntry) => string | undefined;
  /** The nonce of this response. */
  nonce: string;
}

/** Returns the page's markup. */
export function sharePage({ entry, listing, facts, known, nonce }: SharePageOptions): string {
  const title = entry.name || `Files on ${facts.machine}`;
  const body = html`<header>
${trail(entry, facts)}
<h1><bdi>${title}</bdi></h1>
<p class="soft">${summary(listing)}</p>
</header>
<main>
${
    listing.entries.length === 0 ? html`<p class="empty">Nothing is in this folder.</p>` : html`
      <form method="post" action="./">
        <div class="actions">
          <button class="main" name="archive" value="zip" id="zip">Download all as zip</button>
          <button name="archive" value="tar" id="tar">as tar</button>
          <span class="soft" id="chosen" role="status">or only what is ticked below</span>
        </div>
        <table role="table">
          <thead role="rowgroup">
            <tr role="row">
              <th role="columnheader" scope="col" class="pick">
                <input type="checkbox" id="all" aria-label="Select all" hidden>
                <span class="unseen">Select</span>
              </th>
              <th role="columnheader" scope="col">Name</th>
              <th role="columnheader" scope="col" class="size">Size</th>
              <th role="columnheader" scope="col" class="date">Modified</th>
            </tr>
          </thead>
          <tbody role="rowgroup">
      ${listing.entries.map((each) => row(each, known(each)))}
          </tbody>
        </table>
      </form>
    `
  }
${
    listing.total > listing.entries.length &&
    html`<p>${
      listing.total - listing.entries.length
    } more are in this folder than can be shown; the archive has them all.</p>`
  }
${
    listing.notUtf8 > 0 &&
    html`<p>${leftOut(listing.notUtf8)}: rename on the other machine first.</p>`
  }
<h2>Verify and script</h2>
<p><a href="SHA256SUMS">SHA256SUMS</a> has the digest of every file here, for <code>sha256sum -c</code>. Without a browser: <code>curl -O</code> or <code>wget -c</code> with the address of a file.</p>
</main>`;
  return layout({ title, body, facts, nonce, script: "share.js" });
}

function trail({ path }: SharedEntry, { prefix }: PageFacts): Markup | false {
  if (path === "") return false;
  const names = path.split("/").slice(0, -1);
  const links = names.map((name, i) =>
    html`<li><a href="${prefix}${
      urlPath(names.slice(0, i + 1).join("/"))
    }/"><bdi>${name}</bdi></a></li>`
  );
  return html`
    <nav aria-label="Folders above">
      <ol><li><a href="${prefix}">Top</a></li>${links}</ol>
    </nav>
  `;
}

function summary({ entries, total }: Listing): string {
  const files = entries.filter(({ kind }) => kind === "file");
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const folders = total - files.length;
  const parts = [
    ...files.length > 0 || folders === 0
      ? [`${counted(files.length, "file")}, ${shownSize(bytes)}`]
      : [],
    ...folders > 0 ? [counted(folders, "folder")] : [],
  ];
  return parts.join("; ");
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function row(entry: SharedEntry, digest: string | undefined): Markup {
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
        <input type="checkbox" name="item" value="${urlPath(name)}" aria-label="Select ${name}">
      </td>
      <td role="cell" class="name">
        <div class="line">${isFile ? FILE_ICON : FOLDER_ICON}${link}</div>
        ${isFile && digestOf(href, digest)}
      </td>
      <td role="cell" class="size">${isFile ? shownSize(size) : "folder"}</td>
      <td role="cell" class="date">
        <time datetime="${time.toISOString()}">${shownTime(time)}</time>
      </td>
    </tr>
  `;
}

function digestOf(href: string, digest: string | undefined): Markup {
  const inside = digest === undefined
    ? html`
      <button class="small" name="digest" value="sha256" formmethod="get"
        formaction="${href}">Compute</button>
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
