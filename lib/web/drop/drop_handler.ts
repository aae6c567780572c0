/**
 * `sluice drop` as a browser or curl sees it: a page to GET, files to PUT (docs/http.md), and a form to
 * POST for browsers without scripts. What was sent cannot be looked at, and nothing else is shown.
 *
 * @module
 */

import { loadHashers } from "../../digest/node_hasher.ts";
import { ConnectionError, LocalError, SluiceError } from "../../errors.ts";
import { lstat } from "../../file/lstat_below.ts";
import type { IfExists } from "../../file/place.ts";
import type { SafePath } from "../../file/safe_path.ts";
import { sensitivePart } from "../../file/sensitive_name.ts";
import { join } from "node:path";
import { pageAnswer, textAnswer, wantsPage } from "../http/answer.ts";
import { bodyPieces, drain, gathered } from "../http/body_pieces.ts";
import { type ContentRange, contentRange } from "../http/content_range.ts";
import { reprDigest, sha256Of } from "../http/digest_field.ts";
import { type FormResult, receiveForm } from "./form_upload.ts";
import { parseHttpDate } from "../http/http_date.ts";
import { pageAsset } from "../page/assets.ts";
import { dropPage, dropResultPage } from "./drop_page.ts";
import { newNonce, type PageFacts } from "../page/layout.ts";
import { requestPath } from "../http/request_path.ts";
import type { Stored, UploadPlan } from "./upload.ts";
import { statusOf } from "./upload_status.ts";
import { type Held, Uploads } from "./uploads.ts";
import type { Handler, RequestContext } from "../request_context.ts";
import type { WebObserver } from "../web_event.ts";

/** Options of {@linkcode DropHandler}. */
export interface DropOptions {
  /** The destination: an existing folder, absolute, without links in it. */
  into: string;
  /** What becomes of names that exist. */
  ifExists: IfExists;
  /** Bytes of one file at most. Default: what the disk takes. */
  maxSize?: number;
  /** Whether a path that other programs read or run is taken all the same. Default: none is. */
  acceptName?: (path: string) => boolean;
  /** Hears of uploads. */
  observer: WebObserver;
  /** What the page says of this server. */
  facts: PageFacts;
  /** Called for every file that is in place. */
  onStored: (path: string, digest: string) => void;
  /** Called when a client has sent all it has to send. */
  onFinished?: () => void;
}

/** Receives files. */
export class DropHandler implements Handler {
  readonly #options: DropOptions;
  readonly #uploads: Uploads;

  constructor(options: DropOptions) {
    this.#options = options;
    this.#uploads = new Uploads(options.into);
  }

  async handle(context: RequestContext): Promise<Response> {
    const { request, path } = context;
    const { method } = request;
    const asset = pageAsset(path, method);
    if (asset !== undefined && (method === "GET" || method === "HEAD")) return asset;
    await loadHashers();
    if (method === "PUT") return await this.#put(context);
    if (path !== "") {
      return method === "GET" || method === "HEAD"
        ? textAnswer(404, "nothing can be fetched here, only sent")
        : textAnswer(405, "PUT sends a file", { allow: "PUT" });
    }
    if (method === "POST") return await this.#form(context);
    if (method !== "GET" && method !== "HEAD") {
      return textAnswer(405, "PUT or POST sends files", { allow: "GET, HEAD, POST" });
    }
    const nonce = newNonce();
    return pageAnswer(200, dropPage({ facts: this.#options.facts, nonce, ...this.#limit }), nonce);
  }

  async close(): Promise<void> {
    await this.#uploads.close();
  }

  get #limit(): { maxSize?: number } {
    const { maxSize } = this.#options;
    return maxSize === undefined ? {} : { maxSize };
  }

  async #put(context: RequestContext): Promise<Response> {
    const { request, peer } = context;
    const path = requestPath(context.path);
    if (path === "" || context.path.endsWith("/")) {
      return await refused(request, textAnswer(400, "end the address with the file's name"));
    }
    if (path === undefined) {
      return await refused(request, textAnswer(400, "a file cannot be called that"));
    }
    try {
      const asked = readPut(request, path);
      this.#judge(path, asked.plan);
      return await this.#receive(context, asked);
    } catch (error) {
      const { status, code, message } = statusOf(error);
      this.#options.observer.event({ type: "upload_failed", peer, path, code, message });
      return await refused(request, textAnswer(status, message));
    }
  }

  /**
   * What can be known before a byte has come.
   *
   * @throws {SluiceError} the name or the size is not taken.
   */
  #judge(path: SafePath, plan: UploadPlan): void {
    const { into, ifExists, maxSize, acceptName } = this.#options;
    const part = sensitivePart(path);
    if (part !== undefined && !acceptName?.(part)) {
      throw new LocalError(
        "declined",
        `store ${JSON.stringify(path)}: other programs read or run ${JSON.stringify(part)}`,
      );
    }
    if (maxSize !== undefined && (plan.size ?? 0) > maxSize) throw tooLarge(maxSize);
    if (ifExists === "refuse" && lstat(join(into, path)) !== undefined) {
      throw new LocalError(
        "exists",
        `store ${JSON.stringify(path)}: something of that name is there`,
      );
    }
  }

  async #receive(context: RequestContext, { plan, range, digest }: PutRequest): Promise<Response> {
    const held = await this.#uploads.hold(plan);
    const { upload } = held;
    let over = !plan.resumable;
    try {
      const offset = upload.size;
      if (range?.first !== undefined && range.first !== offset) {
        return await refused(context.request, offsetAnswer(409, "it goes on elsewhere", offset));
      }
      if (range === undefined || range.first !== undefined) {
        await this.#take(context, held, range);
      }
      if (range !== undefined && upload.size < range.size) {
        return offsetAnswer(202, "so much is here", upload.size);
      }
      // An empty body that only asks does not end a file that has any bytes, unless it brings the digest.
      if (range !== undefined && range.first === undefined && range.size > 0 && digest === null) {
        return offsetAnswer(202, "all of it is here, its digest is not", upload.size);
      }
      over = true;
      const stored = await upload.finish(digest, this.#options.ifExists);
      return this.#stored(context, plan.path, stored);
    } catch (error) {
      // After a lost connection what is here is sound; after anything else it is to be looked at anew.
      over ||= !(error instanceof ConnectionError);
      throw error;
    } finally {
      if (over) await upload.leave();
      held.release(over);
    }
  }

  /** Writes a body to the upload. */
  async #take(
    context: RequestContext,
    { upload, taken }: Held,
    range?: ContentRange,
  ): Promise<void> {
    const { observer, maxSize } = this.#options;
    const { request, peer } = context;
    const { path, size } = upload.plan;
    const from = upload.size;
    const length = range?.last === undefined ? undefined : range.last - range.first! + 1;
    if (from === 0) observer.event({ type: "upload_started", peer, path, size, offset: from });
    const activity = observer.begin(peer, path, length ?? size, 0);
    try {
      for await (const piece of gathered(bodyPieces(request.body, taken))) {
        if (length !== undefined && upload.size - from + piece.length > length) {
          throw tooMany(path);
        }
        if (maxSize !== undefined && upload.size + piece.length > maxSize) throw tooLarge(maxSize);
        await upload.write(piece);
        activity.add(piece.length);
      }
      if (length !== undefined && upload.size - from < length) {
        throw new ConnectionError("cut", "receive: fewer bytes came than were announced");
      }
    } catch (error) {
      observer.event({ type: "upload_cut", peer, path, bytes: upload.size });
      throw error;
    } finally {
      activity.end();
    }
  }

  #stored({ peer, query, completed }: RequestContext, path: SafePath, stored: Stored): Response {
    const { observer, onStored, onFinished } = this.#options;
    if (!query.has("more")) {
      completed.catch(() => {}).then(() => this.#uploads.count === 0 && onFinished?.());
    }
    if (stored.kind === "skipped") {
      observer.event({ type: "upload_skipped", peer, path, reason: stored.reason });
      return textAnswer(200, `left as it was: ${stored.reason}`);
    }
    const { size, digest } = stored;
    observer.event({ type: "upload_done", peer, path: stored.path, size, digest });
    onStored(stored.path, digest);
    const name = stored.path === path ? "" : ` as ${JSON.stringify(stored.path)}`;
    return textAnswer(201, `stored${name}: ${size} bytes, SHA-256 ${digest}`, {
      "repr-digest": reprDigest(digest),
      ...stored.path !== path && { "stored-as": encodeURIComponent(stored.path) },
    });
  }

  async #form(context: RequestContext): Promise<Response> {
    const { request, peer } = context;
    const { observer, facts } = this.#options;
    const results: FormResult[] = [];
    try {
      for await (const result of receiveForm(context, this.#formOptions())) results.push(result);
    } catch (error) {
      const { status, code, message } = statusOf(error);
      observer.event({ type: "upload_failed", peer, path: "a form", code, message });
      await drain(request);
      // What was stored before is said as well.
      results.push({ name: "the rest of the form", ok: false, status, text: message });
    }
    const failed = results.find(({ ok }) => !ok);
    const status = results.length === 0 ? 400 : failed?.status ?? 201;
    if (wantsPage(request)) {
      const nonce = newNonce();
      return pageAnswer(status, dropResultPage({ results, facts, nonce }), nonce);
    }
    const lines = results.map(({ name, text }) => `${JSON.stringify(name)}: ${text}`);
    return textAnswer(status, lines.join("\n") || "no file was in the form");
  }

  #formOptions() {
    return {
      uploads: this.#uploads,
      observer: this.#options.observer,
      ifExists: this.#options.ifExists,
      ...this.#limit,
      judge: (path: SafePath, plan: UploadPlan) => this.#judge(path, plan),
      stored: (context: RequestContext, path: SafePath, stored: Stored) =>
        this.#stored(context, path, stored),
    };
  }
}

/** What a PUT asks for. */
interface PutRequest {
  plan: UploadPlan;
  range: ContentRange | undefined;
  /** The client's SHA-256 in hexadecimal. */
  digest: string | null;
}

/** @throws {SluiceError} a header says something that cannot be. */
function readPut({ headers }: Request, path: SafePath): PutRequest {
  const header = headers.get("content-range");
  const range = header === null ? undefined : contentRange(header);
  if (header !== null && range === undefined) throw badHeader("Content-Range");
  const digest = sha256Of(headers.get("repr-digest"));
  if (digest === undefined) throw badHeader("Repr-Digest");
  if (headers.has("content-encoding")) throw badHeader("Content-Encoding");
  const coding = headers.get("transfer-encoding")?.trim().toLowerCase();
  if (coding !== undefined && coding !== "chunked") throw badHeader("Transfer-Encoding");
  const length = headers.get("content-length");
  const size = range?.size ?? (length === null ? null : Number(length));
  const mtime = parseHttpDate(headers.get("last-modified") ?? "") ?? null;
  const resumable = range !== undefined;
  return {
    plan: { path, size, mtime, resumable },
    range,
    digest,
  };
}

function badHeader(name: string): SluiceError {
  return new SluiceError("breach", "protocol", `read the request: ${name} is not understood`);
}

function tooLarge(maxSize: number): SluiceError {
  return new SluiceError("refusal", "limit", `receive: a file may have ${maxSize} bytes at most`);
}

function tooMany(path: string): SluiceError {
  return new SluiceError(
    "breach",
    "protocol",
    `store ${JSON.stringify(path)}: more bytes came than were announced`,
  );
}

function offsetAnswer(status: number, text: string, offset: number): Response {
  return textAnswer(status, `${text}: ${offset} bytes`, { "upload-offset": String(offset) });
}

async function refused(request: Request, answer: Response): Promise<Response> {
  await drain(request);
  return answer;
}
