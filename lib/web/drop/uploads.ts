/** The running uploads. @module */

import { LocalError } from "../../errors.ts";
import { MAX_UPLOADS, UPLOAD_IDLE_TIMEOUT, UPLOAD_SILENT_TIMEOUT } from "../../limits.ts";
import type { WebObserver } from "../web_event.ts";
import { uploadKey } from "./results.ts";
import { Upload, type UploadPlan } from "./upload.ts";
import { UploadReport } from "./upload_report.ts";

/** An upload that one request writes to. */
export interface HeldUpload {
  /** The upload. */
  upload: Upload;
  /** Reports it. */
  report: UploadReport;
  /** Aborted when another request takes the upload over: the client's former connection is dead. */
  taken: AbortSignal;
  /** Releases the upload. @param over Whether it is finished or given up. */
  release(over: boolean): void;
}

interface Entry {
  upload: Promise<Upload>;
  report: UploadReport;
  /** The request that writes; absent between two requests. */
  holder?: { taken: AbortController; released: Promise<void> };
  /** When a request last began, ended or wrote. */
  active: number;
  timer?: ReturnType<typeof setTimeout>;
}

/** Keeps resumable uploads open between the requests that deliver them. */
export class Uploads {
  readonly #into: string;
  readonly #observer: WebObserver;
  readonly #entries = new Map<string, Entry>();
  /** Uploads that cannot be resumed. */
  readonly #single = new Set<Upload>();
  /** Files that arrive in memory. */
  #small = 0;

  /** @param into The destination, absolute and without links. @param observer Receives events and progress. */
  constructor(into: string, observer: WebObserver) {
    this.#into = into;
    this.#observer = observer;
  }

  /** The number of uploads. */
  get count(): number {
    return this.#entries.size + this.#single.size + this.#small;
  }

  /** Counts an upload that needs nothing of this object but room. @throws {LocalError} code `io` as `hold` does. */
  async counting<T>(action: () => Promise<T>): Promise<T> {
    await this.#makeRoom();
    this.#small++;
    try {
      return await action();
    } finally {
      this.#small--;
    }
  }

  /**
   * Acquires an upload, pre-empting the previous request for it.
   *
   * @throws {LocalError} code `io` if too many uploads are running.
   */
  async hold(plan: UploadPlan): Promise<HeldUpload> {
    const taken = new AbortController();
    if (!plan.resumable) {
      await this.#makeRoom();
      const report = new UploadReport(this.#observer, plan);
      const upload = await Upload.open(this.#into, plan);
      this.#single.add(upload);
      const release = () => {
        this.#single.delete(upload);
        report.end();
      };
      return { upload, report, taken: taken.signal, release };
    }
    const key = uploadKey(plan);
    for (;;) {
      const holder = this.#entries.get(key)?.holder;
      if (holder !== undefined) {
        holder.taken.abort();
        await holder.released;
      } else if (this.#entries.has(key) || this.count < MAX_UPLOADS) break;
      else await this.#makeRoom();
    }
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      const report = new UploadReport(this.#observer, plan);
      const open = async () => await Upload.open(this.#into, plan);
      entry = { upload: open(), report, active: performance.now() };
      this.#entries.set(key, entry);
    }
    return await this.#take(key, entry, taken);
  }

  async #take(key: string, entry: Entry, taken: AbortController): Promise<HeldUpload> {
    clearTimeout(entry.timer);
    const released = Promise.withResolvers<void>();
    entry.holder = { taken, released: released.promise };
    entry.active = performance.now();
    const release = (over: boolean) => {
      delete entry.holder;
      entry.active = performance.now();
      if (over) {
        this.#entries.delete(key);
        entry.report.end();
      } else {
        entry.report.pause();
        entry.timer = setTimeout(() => void this.#leave(key, entry), UPLOAD_IDLE_TIMEOUT);
      }
      released.resolve();
    };
    try {
      const upload = await entry.upload;
      upload.onWrite = () => entry.active = performance.now();
      return { upload, report: entry.report, taken: taken.signal, release };
    } catch (error) {
      release(true);
      throw error;
    }
  }

  /** Closes an upload, which stays staged. */
  async #leave(key: string, entry: Entry): Promise<void> {
    clearTimeout(entry.timer);
    this.#entries.delete(key);
    entry.report.cut();
    await (await entry.upload).leave();
  }

  /**
   * At the limit, closes the upload whose client has been away for longest, or whose connection has been
   * silent for long: it may be dead. Both can be resumed.
   */
  async #makeRoom(): Promise<void> {
    if (this.count < MAX_UPLOADS) return;
    const silentSince = performance.now() - UPLOAD_SILENT_TIMEOUT;
    const [key, entry] = [...this.#entries]
      .filter(([, { holder, active }]) => holder === undefined || active < silentSince)
      .sort(([, a], [, b]) => a.active - b.active)[0] ?? [];
    if (key === undefined || entry === undefined) {
      throw new LocalError("io", `${MAX_UPLOADS} uploads are running; try again later`);
    }
    entry.holder?.taken.abort();
    await entry.holder?.released;
    if (this.#entries.get(key) === entry && entry.holder === undefined) {
      await this.#leave(key, entry);
    }
  }

  /** Ends all uploads. Resumable ones stay staged for another run of the program. */
  async close(): Promise<void> {
    for (const [key, entry] of [...this.#entries]) {
      clearTimeout(entry.timer);
      entry.holder?.taken.abort();
      await entry.holder?.released;
      clearTimeout(entry.timer);
      if (this.#entries.get(key) === entry) await this.#leave(key, entry).catch(() => {});
    }
    for (const upload of this.#single) await upload.leave();
  }
}
