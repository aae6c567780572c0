/** LocalSend's download API: devices ask for the list of shared files, and fetch them. @module */

import type { SafePath } from "../../../file/safe_path.ts";
import {
  ASKING_INTERVAL,
  MAX_ASKED_OF_SOURCE,
  MAX_GUESS_SOURCES,
  MAX_WAITING_DOWNLOADS,
} from "../../../limits.ts";
import { SourceRateLimiter } from "../../../rate_limiter.ts";
import { sourceOf } from "../../../socket/source_of.ts";
import { mediaType } from "../../http/media_type.ts";
import { onDisconnected } from "../../http/on_disconnected.ts";
import type { RequestContext } from "../../request_context.ts";
import { DigestCache } from "../../share/digest_cache.ts";
import { FetchedRanges } from "../../share/fetched_ranges.ts";
import { fileAnswer } from "../../share/file_answer.ts";
import type { SharedEntry, SharedTree } from "../../share/shared_tree.ts";
import type { WebObserver } from "../../web_event.ts";
import type { Device } from "../device.ts";
import { hostIn, type Route } from "../device_handler.ts";
import { jsonAnswer, messageAnswer } from "../json_answer.ts";
import { formatOfferedFiles } from "../offered_file.ts";
import { pinAnswer, type PinGuard } from "../pin_guard.ts";
import { LocalSendStatus } from "../protocol.ts";
import { type DownloadSession, DownloadSessions } from "./download_sessions.ts";
import { listFiles } from "./list_files.ts";

/** A device that asks whether it may download. All but the address is its claim. */
export interface AskingDevice {
  /** The client's address: `tcp://192.0.2.8:50122`. */
  peer: string;
  /** Its `User-Agent`; undefined without one. */
  userAgent: string | undefined;
  /** The number of files. */
  files: number;
  /** Their bytes. */
  bytes: number;
}

/** Options of {@linkcode DownloadApi}. */
export interface DownloadApiOptions {
  /** What this device says about itself. */
  self: () => Device;
  /** The shared files. */
  tree: SharedTree;
  /** Compares PINs. */
  guard: PinGuard;
  /** Whether a device may download. The signal ends the question where the device or the server has gone. */
  admits: (asking: AskingDevice, signal: AbortSignal) => Promise<boolean>;
  /** Receives events and progress. */
  observer: WebObserver;
  /** Called when a device has fetched every file of its list. */
  onFetched?: () => void;
}

/** Answers `prepare-download` and `download`. */
export class DownloadApi {
  readonly #options: DownloadApiOptions;
  readonly #sessions = new DownloadSessions();
  readonly #digests: DigestCache;
  readonly #fetched = new FetchedRanges();
  readonly #asked = new SourceRateLimiter({
    burst: MAX_ASKED_OF_SOURCE,
    perSecond: 1000 / ASKING_INTERVAL,
    maxSources: MAX_GUESS_SOURCES,
  });
  readonly #ending = new AbortController();
  #waiting = 0;

  constructor(options: DownloadApiOptions) {
    this.#options = options;
    this.#digests = new DigestCache(options.tree);
  }

  /** The requests, for `DeviceHandler`. */
  get routes(): Readonly<Record<string, Route>> {
    const download: Route = (context) => this.#download(context);
    return {
      "POST prepare-download": (context) => this.#prepare(context),
      "GET download": download,
      "HEAD download": download,
    };
  }

  /** Ends all questions. */
  close(): void {
    this.#ending.abort();
  }

  async #prepare(context: RequestContext): Promise<Response> {
    const { request, query, peer } = context;
    await request.body?.cancel();
    const host = hostIn(peer);
    // Asked again where the user loads the page again.
    const kept = this.#sessions.find(query.get("sessionId") ?? "", host);
    if (kept !== undefined) return this.#listAnswer(kept);
    const { guard } = this.#options;
    const verdict = guard.admit(query.get("pin"), host);
    const rejection = pinAnswer(verdict);
    if (rejection !== undefined) {
      // The first request of a device has no PIN; that is not worth an event.
      if (verdict === "wrong") this.#report(peer, rejection.status, "Wrong PIN");
      if (verdict === "too_many") this.#report(peer, rejection.status, "Too many wrong PINs");
      return rejection;
    }
    const answer = await this.#ask(context);
    if (answer === "no") return messageAnswer(LocalSendStatus.rejected, "Rejected");
    const session = answer === "too many" ? undefined : this.#sessions.open(host, answer);
    if (session !== undefined) return this.#listAnswer(session);
    this.#report(peer, LocalSendStatus.tooMany, "Too many requests to download");
    return messageAnswer(LocalSendStatus.tooMany, "Too many requests; try again later");
  }

  /** Resolves to the files that the device may fetch. */
  async #ask({ request, peer }: RequestContext): Promise<SharedEntry[] | "no" | "too many"> {
    // Before the files are listed, which may take a second.
    const isTooMany = this.#waiting >= MAX_WAITING_DOWNLOADS ||
      !this.#asked.tryTake(sourceOf(peer));
    if (isTooMany) return "too many";
    const gone = new AbortController();
    const stop = onDisconnected(request, () => gone.abort());
    const signal = AbortSignal.any([gone.signal, this.#ending.signal]);
    const { tree, admits } = this.#options;
    this.#waiting++;
    try {
      const files = await listFiles(tree);
      const asking: AskingDevice = {
        peer,
        userAgent: request.headers.get("user-agent") ?? undefined,
        files: files.length,
        bytes: files.reduce((sum, { size }) => sum + size, 0),
      };
      return await admits(asking, signal) && !signal.aborted ? files : "no";
    } finally {
      stop();
      this.#waiting--;
    }
  }

  #listAnswer({ id, files }: DownloadSession): Response {
    const list = files.map((entry, index) => ({
      id: String(index),
      fileName: entry.path,
      size: entry.size,
      fileType: mediaType(entry.name).replace(/;.*/, ""),
      sha256: this.#digests.known(entry),
      modified: entry.mtime,
    }));
    return jsonAnswer(200, {
      info: this.#options.self(),
      sessionId: id,
      files: formatOfferedFiles(list),
    });
  }

  async #download(context: RequestContext): Promise<Response> {
    const { query, peer } = context;
    const [sessionId, fileId] = [query.get("sessionId"), query.get("fileId")];
    if (sessionId === null || fileId === null) {
      return messageAnswer(LocalSendStatus.invalid, "Missing sessionId or fileId");
    }
    const session = this.#sessions.find(sessionId, hostIn(peer));
    if (session === undefined) {
      return messageAnswer(LocalSendStatus.rejected, "Invalid sessionId");
    }
    const index = /^\d{1,6}$/.test(fileId) ? Number(fileId) : -1;
    const listed = session.files[index];
    if (listed === undefined) return messageAnswer(LocalSendStatus.rejected, "Invalid fileId");
    const { tree, observer, onFetched } = this.#options;
    const entry = tree.lookup(listed.path as SafePath);
    if (entry?.kind !== "file") return messageAnswer(404, "The file is no longer shared");
    session.running++;
    const ended = () => void session.running--;
    context.completed.then(ended, ended);
    return await fileAnswer(context, entry, {
      tree,
      observer,
      digests: this.#digests,
      fetched: this.#fetched,
      onFetched() {
        const isNew = session.remaining.delete(index);
        if (isNew && session.remaining.size === 0) onFetched?.();
      },
    });
  }

  #report(peer: string, status: number, reason: string): void {
    this.#options.observer.event({ type: "rejected", peer, status, reason });
  }
}
