/** What is reported of an upload, across the requests that deliver it. @module */

import { UPLOAD_CUT_DELAY } from "../../limits.ts";
import type { Activity, WebObserver } from "../web_event.ts";
import type { UploadPlan } from "./upload.ts";

/** Reports an upload once, however many requests it takes. */
export class UploadReport {
  readonly #observer: WebObserver;
  readonly #plan: UploadPlan;
  #peer = "";
  #bytes = 0;
  #hasStarted = false;
  #activity: Activity | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(observer: WebObserver, plan: UploadPlan) {
    this.#observer = observer;
    this.#plan = plan;
  }

  /** Reports that a client sends, from an offset. */
  begin(peer: string, offset: number): void {
    const { path, size } = this.#plan;
    clearTimeout(this.#timer);
    this.#peer = peer;
    this.#bytes = offset;
    if (!this.#hasStarted) {
      this.#hasStarted = true;
      this.#observer.event({ type: "upload_started", peer, path, size, offset });
    }
    this.#activity ??= this.#observer.begin(peer, path, size, offset);
  }

  /** Reports that more bytes have arrived. */
  add(bytes: number): void {
    this.#bytes += bytes;
    this.#activity?.add(bytes);
  }

  /** Reports an interruption if the client does not come back soon. */
  pause(): void {
    if (this.#activity === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.cut(), UPLOAD_CUT_DELAY);
  }

  /** Reports an interruption of what was begun. */
  cut(): void {
    if (this.#activity === undefined) return;
    const { path } = this.#plan;
    this.end();
    this.#observer.event({ type: "upload_cut", peer: this.#peer, path, bytes: this.#bytes });
  }

  /** Ends the progress. */
  end(): void {
    clearTimeout(this.#timer);
    this.#activity?.end();
    this.#activity = undefined;
  }
}
