/** One file of a form. @module */

import { SluiceError } from "../../errors.ts";
import type { IfExists } from "../../file/if_exists.ts";
import { type SafePath, safePath } from "../../file/safe_path.ts";
import type { RequestContext } from "../request_context.ts";
import type { Activity, WebObserver } from "../web_event.ts";
import { checkFileSize } from "./file_size_limit.ts";
import type { FormPart } from "./form_part.ts";
import type { Stored, UploadPlan } from "./upload.ts";
import { statusOf } from "./upload_status.ts";
import type { HeldUpload, Uploads } from "./uploads.ts";

/** The result for one part of a form. */
export interface FormResult {
  /** The file's name as the client gave it; the field's name where it is no file; undefined for the rest of a form. */
  name: string | undefined;
  /** Whether the file is stored, or was skipped on purpose. */
  ok: boolean;
  /** The HTTP status that it would have by itself. */
  status: number;
  /** The result in words, for programs. */
  text: string;
  /** What became of the file; undefined where it was not accepted. */
  stored?: Stored;
  /** The error's code where it was not. */
  code?: string;
}

/** Options of {@linkcode FormFile}; {@linkcode Intake} has them. */
export interface FormOptions {
  /** The running uploads. */
  readonly uploads: Uploads;
  /** Receives events and progress. */
  readonly observer: WebObserver;
  /** What to do with names that exist. */
  readonly ifExists: IfExists;
  /** Bytes that a file may have. Default: no limit. */
  readonly maxSize?: number | undefined;
  /** Throws where a file is not accepted. */
  admit(path: SafePath, plan: UploadPlan): void;
  /** Reports a stored file; status and text of its response become the result. */
  stored(context: RequestContext, path: SafePath, stored: Stored): Response;
}

/** One part of a form. After an error its remaining content is discarded. */
export class FormFile {
  readonly #context: RequestContext;
  readonly #name: string;
  readonly #fault: string | undefined;
  readonly #options: FormOptions;
  #path: SafePath | undefined;
  #held: HeldUpload | undefined;
  #activity: Activity | undefined;
  #error: unknown;

  constructor(context: RequestContext, { name, fault }: FormPart, options: FormOptions) {
    this.#context = context;
    this.#name = name;
    this.#fault = fault;
    this.#options = options;
  }

  /** Begins the upload. Never throws: an error is part of the result. */
  async open(): Promise<void> {
    const { uploads, observer } = this.#options;
    const { peer } = this.#context;
    if (this.#isEmptyInput) return;
    await this.#try(async () => {
      if (this.#fault !== undefined) throw unusable(this.#name, this.#fault);
      const path = this.#path = safePath(this.#name);
      const plan = { path, size: null, mtime: null, resumable: false, id: null };
      this.#options.admit(path, plan);
      this.#held = await uploads.hold(plan);
      observer.event({ type: "upload_started", peer, path, size: null, offset: 0 });
      this.#activity = observer.begin(peer, path, null, 0);
    });
  }

  /** A file input without a chosen file sends a part with neither name nor content. */
  get #isEmptyInput(): boolean {
    return this.#name === "" && this.#fault === undefined && this.#error === undefined;
  }

  /** Writes content. Never throws: an error is part of the result. */
  async write(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    await this.#try(async () => {
      if (this.#isEmptyInput) throw unusable(this.#name, "it has content but no name");
      const { upload } = this.#held!;
      checkFileSize(upload.size + bytes.length, this.#options.maxSize);
      await upload.write(bytes);
      this.#activity?.add(bytes.length);
    });
  }

  /** Stores the file, and returns its result; undefined for an empty file input. */
  async finish(): Promise<FormResult | undefined> {
    if (this.#isEmptyInput) return undefined;
    let text = "";
    let status = 201;
    let stored: Stored | undefined;
    await this.#try(async () => {
      stored = await this.#held!.upload.finish(null, this.#options.ifExists);
      this.#release();
      const answer = this.#options.stored(this.#context, this.#path!, stored);
      status = answer.status;
      text = (await answer.text()).trim();
    });
    const name = this.#name;
    if (this.#error === undefined) {
      return { name, ok: true, status, text, ...stored && { stored } };
    }
    const { status: failed, code, message, own } = statusOf(this.#error);
    const { peer } = this.#context;
    const path = this.#path ?? (name || "?");
    this.#options.observer.event({ type: "upload_failed", peer, path, code, message: own });
    await this.leave();
    return { name, ok: false, status: failed, text: message, code };
  }

  /** Abandons the upload, if one is running. */
  async leave(): Promise<void> {
    await this.#held?.upload.leave();
    this.#release();
  }

  #release(): void {
    this.#held?.release(true);
    this.#held = undefined;
    this.#activity?.end();
    this.#activity = undefined;
  }

  async #try(action: () => Promise<void>): Promise<void> {
    if (this.#error !== undefined) return;
    try {
      await action();
    } catch (error) {
      this.#error = error;
    }
  }
}

function unusable(name: string, why: string): SluiceError {
  return new SluiceError("breach", "protocol", `Cannot store ${JSON.stringify(name)}: ${why}`);
}
