/** The handler of `sluice share`. @module */

import { sleep } from "../../async.ts";
import { COMMON_HEADERS, pageAnswer, textAnswer } from "../http/answer.ts";
import { attachment } from "../http/content_disposition.ts";
import { headBody } from "../http/head_answer.ts";
import { partOfPath, requestPath, urlPath } from "../http/request_path.ts";
import { viewOf } from "../http/view_type.ts";
import { InFlight } from "../in_flight.ts";
import { pageAsset } from "../page/assets.ts";
import { newNonce, type PageFacts } from "../page/layout.ts";
import type { Handler, RequestContext } from "../request_context.ts";
import type { WebObserver } from "../web_event.ts";
import type { ArchiveForm } from "./archive.ts";
import { archiveAnswer } from "./archive_answer.ts";
import { allFiles, checksums } from "./checksums.ts";
import { addressCode } from "./address_code.ts";
import { DigestCache } from "./digest_cache.ts";
import { FetchedRanges } from "./fetched_ranges.ts";
import { fileAnswer } from "./file_answer.ts";
import { folderPage } from "./folder_page.ts";
import { Listings } from "./listings.ts";
import { formWords, namesIn } from "./selection.ts";
import type { SharedEntry, SharedTree } from "./shared_tree.ts";
import { sharedTextAnswer } from "./text_answer.ts";
import { textPage } from "./text_page.ts";
import { type SharedText, TEXT_PATH, textSection } from "./text_section.ts";
import { totalAnswer } from "./total_answer.ts";
import { viewAnswer } from "./view_answer.ts";

/** Options of {@linkcode ShareHandler}. */
export interface ShareOptions {
  /** The shared files. */
  tree: SharedTree;
  /** Receives events and progress. */
  observer: WebObserver;
  /** Facts about the server, for the page. */
  facts: PageFacts;
  /** Formats one line of a list of digests. */
  checksumLine: (hex: string, path: string) => string;
  /** Called when a client has fetched a file, an archive or the text. */
  onFetched?: () => void;
  /** A text to share as well. Default: none. */
  text?: SharedText;
  /** Whether browsers may show files without fetching them, which is not told to `onFetched`. @default {true} */
  previews?: boolean;
}

/** Bytes of files whose digests are computed in advance. */
const PREPARED_BYTES = 16 * 2 ** 30;
/** Selected names that are looked up before other requests get a turn. */
const NAMES_AT_ONCE = 500;
/** Name of the list of digests in every folder, unless a file has that name. */
const SUMS = "SHA256SUMS";

/** Serves files, folders, archives and digests. Changes nothing. */
export class ShareHandler implements Handler {
  readonly #options: ShareOptions;
  readonly #digests: DigestCache;
  readonly #listings: Listings;
  readonly #fetched = new FetchedRanges();
  readonly #inFlight = new InFlight();
  #closed = false;

  constructor(options: ShareOptions) {
    this.#options = options;
    this.#digests = new DigestCache(options.tree);
    this.#listings = new Listings(options.tree);
  }

  /**
   * Computes digests in advance, one file after the other, while no request is in flight. Reads
   * at most {@linkcode PREPARED_BYTES}, to spare the disk.
   */
  async prepare(): Promise<void> {
    const { tree } = this.#options;
    let left = PREPARED_BYTES;
    for (const entry of allFiles(tree)) {
      left -= entry.size;
      if (left < 0 || this.#closed) return;
      await this.#digests.of(entry, async () => {
        if (this.#closed) throw new Error("closed");
        await this.#inFlight.over();
      });
    }
  }

  async handle(context: RequestContext): Promise<Response> {
    this.#inFlight.until(context.completed);
    const { method } = context.request;
    const asset = pageAsset(context.path);
    if (asset !== undefined) return asset;
    const { text } = this.#options;
    if (text !== undefined && context.path === TEXT_PATH) return this.#text(context, text);
    const isForm = method === "POST";
    if (method !== "GET" && method !== "HEAD" && !isForm) {
      return textAnswer(405, "The share is read-only", { allow: "GET, HEAD, POST" });
    }
    const path = requestPath(context.path);
    if (path === undefined) return notFound();
    const entry = this.#options.tree.lookup(path);
    if (entry === undefined) return isForm ? notFound() : await this.#generated(context, path);
    if (entry.kind === "file") {
      if (isForm) return textAnswer(405, "This is a file, not a folder", { allow: "GET, HEAD" });
      if (context.query.has("digest")) return await this.#digestOf(entry);
      return await this.#file(context, entry);
    }
    return await this.#folder(context, entry, isForm);
  }

  close(): Promise<void> {
    this.#closed = true;
    return Promise.resolve();
  }

  async #folder(context: RequestContext, entry: SharedEntry, isForm: boolean): Promise<Response> {
    const { pathname, search } = new URL(context.request.url);
    if (!pathname.endsWith("/")) {
      // At the top, the last component is the token.
      const name = entry.path === "" ? pathname.slice(1) : urlPath(entry.name);
      const location = `${name}/${search}`;
      return textAnswer(308, "Addresses of folders end in a slash", { location });
    }
    const words = isForm ? await formWords(context.request) : context.query;
    if (words === undefined) {
      return textAnswer(413, "Too much is selected; select less, or everything");
    }
    if (!isForm) {
      if (words.has("total")) return totalAnswer(context, entry);
      if (words.has("qr")) return await addressCode(new URL("./", context.request.url).href);
    }
    const form = words.get("archive");
    if (form === null) {
      return isForm
        ? textAnswer(400, "The form has no archive=zip or archive=tar")
        : await this.#page(context, entry);
    }
    if (form !== "zip" && form !== "tar") {
      return textAnswer(400, "Unknown archive format; use zip or tar");
    }
    return await this.#selection(context, entry, form, namesIn(words));
  }

  /** Answers paths that are no files but can be generated: lists of digests, and folders as archives. */
  async #generated(context: RequestContext, path: string): Promise<Response> {
    const { tree } = this.#options;
    const slash = path.lastIndexOf("/");
    const name = path.slice(slash + 1);
    const at = (path: string | undefined) => {
      const part = path === undefined ? undefined : partOfPath(path);
      return part === undefined ? undefined : tree.lookup(part);
    };
    if (name === SUMS) {
      const folder = at(path.slice(0, Math.max(0, slash)));
      return folder?.kind === "dir" ? this.#sums(context, folder) : notFound();
    }
    const [, stem, form] = /^(.+)\.(zip|tar)$/s.exec(path) ?? [];
    const folder = at(stem);
    if (folder?.kind !== "dir") return notFound();
    return await this.#archive(context, [folder], form as ArchiveForm, folder.path);
  }

  async #file(context: RequestContext, entry: SharedEntry): Promise<Response> {
    const { tree, observer, onFetched, previews = true } = this.#options;
    const [digests, fetched] = [this.#digests, this.#fetched];
    const view = previews && context.query.has("view") ? viewOf(entry.name) : undefined;
    if (view !== undefined) return await viewAnswer(context, entry, { tree, digests, view });
    return await fileAnswer(context, entry, { tree, observer, digests, fetched, onFetched });
  }

  #text(context: RequestContext, { content }: SharedText): Response {
    const { observer, onFetched } = this.#options;
    return sharedTextAnswer(context, content, { observer, onFetched });
  }

  async #digestOf(entry: SharedEntry): Promise<Response> {
    const hex = await this.#digests.of(entry);
    if (hex === undefined) return textAnswer(409, "The file is being changed; try again");
    return textAnswer(200, this.#options.checksumLine(hex, entry.name));
  }

  async #page(context: RequestContext, entry: SharedEntry): Promise<Response> {
    const { facts, text, previews = true } = this.#options;
    const { language } = context;
    const listing = await this.#listings.of(entry);
    const shown = entry.path === "" ? text : undefined;
    if (shown && listing.files + listing.folders === 0) {
      const nonce = newNonce();
      return pageAnswer(200, textPage({ text: shown, facts, language, nonce }), nonce);
    }
    const top = shown && textSection(shown, facts, language);
    return folderPage(context, { entry, listing, facts, top, previews });
  }

  #sums(context: RequestContext, folder: SharedEntry): Response {
    const { checksumLine } = this.#options;
    const strip = folder.path === "" ? "" : `${folder.name}/`;
    const line = (hex: string, path: string) => `${checksumLine(hex, path.slice(strip.length))}\n`;
    const body = context.request.method === "HEAD"
      ? headBody()
      : checksums(this.#options.tree, this.#digests, this.#whole(folder), line);
    return new Response(body, {
      headers: {
        ...COMMON_HEADERS,
        "content-type": "text/plain; charset=utf-8",
        "content-disposition": attachment(SUMS),
        "cache-control": "no-store",
      },
    });
  }

  async #selection(
    context: RequestContext,
    folder: SharedEntry,
    form: ArchiveForm,
    names: readonly string[],
  ): Promise<Response> {
    const { tree } = this.#options;
    const prefix = folder.path === "" ? "" : `${urlPath(folder.path)}/`;
    // By path: a name that is selected twice would be in the archive twice.
    const found = new Map<string, SharedEntry>();
    for (const [i, name] of names.entries()) {
      // Entries further down could have the same name in the archive as others.
      const path = name.includes("/") ? undefined : requestPath(prefix + name);
      const entry = path === undefined || path === "" ? undefined : tree.lookup(path);
      if (entry === undefined) {
        return textAnswer(404, "Some of the selected files do not exist any more");
      }
      found.set(entry.path, entry);
      // Gives other requests a turn.
      if ((i + 1) % NAMES_AT_ONCE === 0) await sleep(0);
    }
    const entries = names.length === 0 ? this.#whole(folder) : [...found.values()];
    if (entries.length === 0) return notFound();
    const path = entries.length === 1 ? entries[0]!.path : folder.path || "files";
    return await this.#archive(context, entries, form, path);
  }

  /** What to walk for all of a folder: the top has no name of its own. */
  #whole(folder: SharedEntry): readonly SharedEntry[] {
    return folder.path === "" ? this.#options.tree.top() : [folder];
  }

  async #archive(
    context: RequestContext,
    entries: readonly SharedEntry[],
    form: ArchiveForm,
    path: string,
  ): Promise<Response> {
    const { tree, observer, onFetched } = this.#options;
    return await archiveAnswer(context, { tree, entries, form, path, observer, onFetched });
  }
}

function notFound(): Response {
  return textAnswer(404, "Not found");
}
