/** The results of finished uploads. @module */

import { MAX_UPLOAD_RESULTS } from "../../limits.ts";
import type { Stored, UploadPlan } from "./upload.ts";

interface Entry {
  result: Promise<Stored>;
  /** Ends the request that receives the file; absent where the file has arrived. */
  taken?: AbortController | undefined;
}

/**
 * Remembers what became of uploads with an id, so that a client whose answer was lost gets it again, and
 * the file is not stored twice.
 */
export class Results {
  readonly #entries = new Map<string, Entry>();

  /**
   * Resolves to the result of an upload that is finished or is being stored; to undefined where there is
   * none. A former request that still receives the file ends: the client's connection to it is dead.
   */
  async earlier(plan: UploadPlan): Promise<Stored | undefined> {
    if (plan.id === null) return undefined;
    const key = uploadKey(plan);
    for (let entry; (entry = this.#entries.get(key)) !== undefined;) {
      entry.taken?.abort();
      const stored = await entry.result.catch(() => undefined);
      if (stored !== undefined) return stored;
    }
    return undefined;
  }

  /**
   * Receives a file in one request, unless {@linkcode earlier} has a result.
   *
   * @param receive Called with a signal that ends it, because a later request brings the same file.
   */
  async once(
    plan: UploadPlan,
    receive: (taken: AbortSignal) => Promise<Stored>,
  ): Promise<{ stored: Stored; isEarlier: boolean }> {
    while (this.#has(plan)) {
      const stored = await this.earlier(plan);
      if (stored !== undefined) return { stored, isEarlier: true };
    }
    const taken = new AbortController();
    const result = receive(taken.signal);
    this.keep(plan, result, taken);
    return { stored: await result, isEarlier: false };
  }

  /** Remembers a result, except a failure: that file may be sent again. */
  keep(plan: UploadPlan, result: Promise<Stored>, taken?: AbortController): void {
    if (plan.id === null) return;
    const key = uploadKey(plan);
    const entry = { result, taken };
    this.#entries.set(key, entry);
    result.catch(() => this.#entries.get(key) === entry && this.#entries.delete(key));
    if (this.#entries.size <= MAX_UPLOAD_RESULTS) return;
    const [oldest] = this.#entries.keys();
    this.#entries.delete(oldest!);
  }

  #has(plan: UploadPlan): boolean {
    return plan.id !== null && this.#entries.has(uploadKey(plan));
  }
}

/** What identifies an upload: two with the same are the same one. */
export function uploadKey({ path, size, mtime, id }: UploadPlan): string {
  return JSON.stringify([path, size, mtime, id]);
}
