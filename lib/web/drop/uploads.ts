/** The running uploads. @module */

import { LocalError } from "../../errors.ts";
import { MAX_UPLOADS, UPLOAD_IDLE_TIMEOUT } from "../../limits.ts";
import { Upload, type UploadPlan } from "./upload.ts";

/** An upload that one request writes to. */
export interface HeldUpload {
  /** The upload. */
  upload: Upload;
  /** Aborted when another request takes the upload over: the client's former connection is dead. */
  taken: AbortSignal;
  /** Releases the upload. @param over Whether it is finished or given up. */
  release(over: boolean): void;
}

interface Entry {
  upload: Promise<Upload>;
  /** The request that writes; absent between two requests. */
  holder?: { taken: AbortController; released: Promise<void> };
  timer?: ReturnType<typeof setTimeout>;
}

/** Keeps resumable uploads open between the requests that deliver them. */
export class Uploads {
  readonly #into: string;
  readonly #entries = new Map<string, Entry>();
  /** Uploads that cannot be resumed. */
  readonly #single = new Set<Upload>();

  /** @param into The destination, absolute and without links. */
  constructor(into: string) {
    this.#into = into;
  }

  /** The number of uploads. */
  get count(): number {
    return this.#entries.size + this.#single.size;
  }

  /**
   * Acquires an upload, pre-empting the previous request for it.
   *
   * @throws {LocalError} code `io` if too many uploads are running.
   */
  async hold(plan: UploadPlan): Promise<HeldUpload> {
    const taken = new AbortController();
    if (!plan.resumable) {
      this.#checkRoom();
      const upload = await Upload.open(this.#into, plan);
      this.#single.add(upload);
      return { upload, taken: taken.signal, release: () => void this.#single.delete(upload) };
    }
    const key = JSON.stringify([plan.path, plan.size, plan.mtime]);
    for (let holder; (holder = this.#entries.get(key)?.holder) !== undefined;) {
      holder.taken.abort();
      await holder.released;
    }
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      this.#checkRoom();
      entry = { upload: Upload.open(this.#into, plan) };
      this.#entries.set(key, entry);
    }
    clearTimeout(entry.timer);
    const released = Promise.withResolvers<void>();
    entry.holder = { taken, released: released.promise };
    const release = (over: boolean) => {
      delete entry.holder;
      if (over) this.#entries.delete(key);
      else entry.timer = setTimeout(() => void this.#leave(key, entry), UPLOAD_IDLE_TIMEOUT);
      released.resolve();
    };
    try {
      return { upload: await entry.upload, taken: taken.signal, release };
    } catch (error) {
      release(true);
      throw error;
    }
  }

  async #leave(key: string, entry: Entry): Promise<void> {
    this.#entries.delete(key);
    await (await entry.upload).leave();
  }

  #checkRoom(): void {
    if (this.count < MAX_UPLOADS) return;
    throw new LocalError("io", `${MAX_UPLOADS} uploads are running; try again later`);
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
