/** `sluice share` as a browser, curl or wget sees it. @module */

import { MAX_FORM_BYTES } from "../../limits.ts";
import { textAnswer } from "../http/answer.ts";
import { archive, ARCHIVE_TYPES, type ArchiveForm, tooManyForZip } from "./archive.ts";
import { COMMON_HEADERS, pageAnswer } from "../http/answer.ts";
import { pageAsset } from "../page/assets.ts";
import { attachment } from "../http/content_disposition.ts";
import { DigestCache } from "./digest_cache.ts";
import { FetchedRanges } from "./fetched_ranges.ts";
import { fileAnswer } from "./file_answer.ts";
import { newNonce } from "../page/layout.ts";
import { sharePage } from "./share_page.ts";
import type { PageFacts } from "../page/layout.ts";
import { InFlight } from "../in_flight.ts";
import { allFiles, checksums } from "./checksums.ts";
import { partOfPath, requestPath, urlPath } from "../http/request_path.ts";
import type { SharedEntry, SharedTree } from "./shared_tree.ts";
import { withProgress } from "./with_progress.ts";
import type { Handler, RequestContext } from "../request_context.ts";
import type { WebObserver } from "../web_event.ts";

/** Options of {@linkcode ShareHandler}. */
export interface ShareOptions {
  /** What is shared. */
  tree: SharedTree;
  /** Hears of downloads. */
  observer: WebObserver;
  /** What the page says of this server. */
  facts: PageFacts;
  /** One line of a list of digests. */
  checksumLine: (hex: string, path: string) => string;
  /** Called when something was fetched whole. */
  onFetched?: () => void;
}

/** Bytes of files whose digests are computed beforehand. */
const PREPARED_BYTES = 16 * 2 ** 30;
/** Name of the list of digests in every folder, unless a file is called so. */
const SUMS = "SHA256SUMS";

/** Serves files, folders, archives and digests; changes nothing. */
export class ShareHandler implements Handler {
  readonly #options: ShareOptions;
  readonly #digests: DigestCache;
  readonly #fetched = new FetchedRanges();
  readonly #inFlight = new InFlight();
  #closed = false;

  constructor(options: ShareOptions) {
    this.#options = options;
    this.#digests = new DigestCache(options.tree);
  }

  /**
   * Computes the digests of what is shared, a file after the other, while nobody is being served; at
   * most of so many bytes, since a disk is not to be read for nothing.
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
    const asset = pageAsset(context.path, method);
    if (asset !== undefined) return asset;
    const isForm = method === "POST";
    if (method !== "GET" && method !== "HEAD" && !isForm) {
      return textAnswer(405, "nothing can be changed here", { allow: "GET, HEAD, POST" });
    }
    const path = requestPath(context.path);
    if (path === undefined) return notFound();
    const entry = this.#options.tree.lookup(path);
    if (entry === undefined) return isForm ? notFound() : this.#madeUp(context, path);
    if (entry.kind === "file") {
      if (isForm) return textAnswer(405, "this is a file", { allow: "GET, HEAD" });
      if (context.query.has("digest")) return await this.#digestOf(entry);
      return await this.#file(context, entry);
    }
    if (context.path !== "" && !context.path.endsWith("/")) {
      const location = `${urlPath(entry.name)}/${new URL(context.request.url).search}`;
      return textAnswer(308, "a folder ends in a slash", { location });
    }
    const words = isForm ? await formWords(context.request) : context.query;
    if (words === undefined) return textAnswer(413, "too much is selected; take it all, or less");
    const form = words.get("archive");
    if (form === null) {
      return isForm ? textAnswer(400, "archive=zip or tar is missing") : this.#page(entry);
    }
    if (form !== "zip" && form !== "tar") return textAnswer(400, "there are zip and tar");
    return await this.#selection(context, entry, form, namesIn(words));
  }

  close(): Promise<void> {
    this.#closed = true;
    return Promise.resolve();
  }

  /** What is not there as a file, but can be made: lists of digests, and folders as archives. */
  async #madeUp(context: RequestContext, path: string): Promise<Response> {
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
    return await this.#archive(context, [folder], form as ArchiveForm, folder.name);
  }

  async #file(context: RequestContext, entry: SharedEntry): Promise<Response> {
    const { tree, observer, onFetched } = this.#options;
    const [digests, fetched] = [this.#digests, this.#fetched];
    return await fileAnswer(context, entry, { tree, observer, digests, fetched, onFetched });
  }

  async #digestOf(entry: SharedEntry): Promise<Response> {
    const hex = await this.#digests.of(entry);
    if (hex === undefined) return textAnswer(409, "it is being changed; ask again");
    return textAnswer(200, this.#options.checksumLine(hex, entry.name));
  }

  #page(entry: SharedEntry): Response {
    const { tree, facts } = this.#options;
    const nonce = newNonce();
    const listing = tree.list(entry);
    const markup = sharePage({
      entry,
      listing,
      facts,
      known: (one) => this.#digests.known(one),
      nonce,
    });
    return pageAnswer(200, markup, nonce);
  }

  #sums(context: RequestContext, folder: SharedEntry): Response {
    const { tree, checksumLine } = this.#options;
    const roots = folder.path === "" ? tree.list(folder).entries : [folder];
    const strip = folder.path === "" ? "" : `${folder.name}/`;
    const lines = checksums(
      tree,
      this.#digests,
      roots,
      (hex, path) => `${checksumLine(hex, path.slice(strip.length))}\n`,
    );
    const body = context.request.method === "HEAD" ? null : lines;
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
    const chosen = names.map((name) => {
      const path = requestPath(prefix + name);
      return path === undefined || path === "" ? undefined : tree.lookup(path);
    });
    const found = chosen.filter((entry) => entry !== undefined);
    if (found.length < names.length) return textAnswer(404, "some of it is not there any more");
    const all = names.length === 0;
    const whole = folder.path === "" ? tree.list(folder).entries : [folder];
    const entries = all ? whole : found;
    if (entries.length === 0) return notFound();
    const name = entries.length === 1 ? entries[0]!.name : folder.name || "files";
    return await this.#archive(context, entries, form, name);
  }

  async #archive(
    context: RequestContext,
    entries: readonly SharedEntry[],
    form: ArchiveForm,
    name: string,
  ): Promise<Response> {
    const { tree, observer, onFetched } = this.#options;
    if (form === "zip" && tooManyForZip(entries)) {
      return textAnswer(413, "a zip has room for 65,535 files and folders; take the tar");
    }
    const fileName = `${name}.${form}`;
    let body: ReadableStream<Uint8Array<ArrayBuffer>> | null = null;
    if (context.request.method !== "HEAD") {
      body = withProgress(
        await archive(form, tree, entries),
        context,
        observer,
        fileName,
        onFetched,
      );
    }
    return new Response(body, {
      headers: {
        ...COMMON_HEADERS,
        "content-type": ARCHIVE_TYPES[form],
        "content-disposition": attachment(fileName),
        // It is made anew each time: there is nothing to go on with.
        "accept-ranges": "none",
        "cache-control": "no-store, no-transform",
      },
    });
  }
}

/**
 * What is chosen, as it stands in URLs. The page's form says `item`, encoded, since forms change line
 * ends in their values; people say `name`, as it is.
 */
function namesIn(words: URLSearchParams): string[] {
  const names = words.getAll("name").map((name) => encodeURIComponent(name.toWellFormed()));
  return [...words.getAll("item"), ...names];
}

function notFound(): Response {
  return textAnswer(404, "not found");
}

/** The words of a form; undefined where there are too many. */
async function formWords(request: Request): Promise<URLSearchParams | undefined> {
  let text = "";
  const stream = request.body?.pipeThrough(new TextDecoderStream()) ?? [];
  for await (const piece of stream) {
    text += piece;
    if (text.length > MAX_FORM_BYTES) return undefined;
  }
  return new URLSearchParams(text);
}
