/** The results of finished uploads. @module */

import { MAX_UPLOAD_RESULTS } from "../../limits.ts";
import type { Stored, UploadPlan } from "./upload.ts";

/**
 * Remembers what became of uploads with an id, so that a client whose answer was lost gets it again, and
 * the file is not stored twice.
 */
export class Results {
  readonly #results = new Map<string, Promise<Stored>>();

  /** The result of an upload that is finished, or is being stored. */
  of(plan: UploadPlan): Promise<Stored> | undefined {
    return plan.id === null ? undefined : this.#results.get(uploadKey(plan));
  }

  /** Remembers a result, except a failure: that file may be sent again. */
  keep(plan: UploadPlan, result: Promise<Stored>): void {
    if (plan.id === null) return;
    const key = uploadKey(plan);
    this.#results.set(key, result);
    result.catch(() => this.#results.delete(key));
    if (this.#results.size <= MAX_UPLOAD_RESULTS) return;
    const [oldest] = this.#results.keys();
    this.#results.delete(oldest!);
  }
}

/** What identifies an upload: two with the same are the same one. */
export function uploadKey({ path, size, mtime, id }: UploadPlan): string {
  return JSON.stringify([path, size, mtime, id]);
}
