/** Files in a form (RFC 7578), for browsers without scripts and for `curl -F`. @module */

import type { Parser } from "multipasta";
import { SluiceError } from "../errors.ts";
import type { IfExists } from "../file/place.ts";
import { type SafePath, safePath } from "../file/safe_path.ts";
import { MAX_FORM_FILES } from "../limits.ts";
import { bodyPieces } from "./body_pieces.ts";
import type { Stored, UploadPlan } from "./upload.ts";
import { statusOf } from "./upload_status.ts";
import type { Held, Uploads } from "./uploads.ts";
import type { Visit } from "./visit.ts";
import type { Activity, WebObserver } from "./web_event.ts";

/** What became of one file of a form. */
export interface FormResult {
  /** Its name as the client gave it. */
  name: string;
  /** Whether it is stored, or was left as it was on purpose. */
  ok: boolean;
  /** Status of HTTP that it would have had by itself. */
  status: number;
  /** For people. */
  text: string;
}

/** What it takes to receive a form. */
export interface FormOptions {
  /** Where uploads are held. */
  uploads: Uploads;
  /** Hears of them. */
  observer: WebObserver;
  /** What becomes of names that exist. */
  ifExists: IfExists;
  /** Bytes of one file at most. */
  maxSize?: number;
  /** Throws where a file is not taken. */
  judge: (path: SafePath, plan: UploadPlan) => void;
  /** Tells of a file in place; its answer is not used. */
  stored: (visit: Visit, path: SafePath, stored: Stored) => Response;
}

/** Something the parser found, in the order it came. */
type Found = { name: string } | { bytes: Uint8Array } | "end of file";

/**
 * Receives the files of a form one after the other and tells what became of each. One that fails does
 * not stop the others.
 *
 * @throws {SluiceError} the form cannot be understood, or the connection was lost; the file that was
 *   being received then is gone, those before it are in place.
 */
export async function* receiveForm(visit: Visit, options: FormOptions): AsyncGenerator<FormResult> {
  const { request } = visit;
  const found: Found[] = [];
  const parser = await makeParser(request.headers.get("content-type") ?? "", found);
  let file: FormFile | undefined;
  try {
    for await (const piece of bodyPieces(request.body, new AbortController().signal)) {
      parser.write(piece);
      for (const each of found.splice(0)) {
        if (each === "end of file") {
          yield await file!.finish();
          file = undefined;
        } else if ("name" in each) {
          file = new FormFile(visit, each.name, options);
          await file.open();
        } else {
          await file!.write(each.bytes);
        }
      }
    }
    parser.end();
  } catch (error) {
    if (error instanceof SluiceError) throw error;
    throw malformed(error);
  } finally {
    await file?.leave();
  }
}

async function makeParser(contentType: string, found: Found[]): Promise<Parser> {
  const { make } = await import("multipasta");
  return make({
    headers: { "content-type": contentType },
    maxParts: MAX_FORM_FILES,
    isFile: (info) => info.filename !== undefined,
    onField: () => {},
    onFile: ({ filename }) => {
      // A file input that was left empty sends a file without a name.
      if (!filename) return () => {};
      found.push({ name: filename });
      return (bytes) => void found.push(bytes === null ? "end of file" : { bytes });
    },
    onError: (error) => {
      throw malformed(error);
    },
    onDone: () => {},
  });
}

function malformed(cause: unknown): SluiceError {
  return new SluiceError("breach", "protocol", "read the form: it is malformed or not whole", {
    cause,
  });
}

/** One file of a form; after a failure the rest of it is passed over. */
class FormFile {
  readonly #visit: Visit;
  readonly #name: string;
  readonly #options: FormOptions;
  #path: SafePath | undefined;
  #held: Held | undefined;
  #activity: Activity | undefined;
  #error: unknown;

  constructor(visit: Visit, name: string, options: FormOptions) {
    this.#visit = visit;
    this.#name = name;
    this.#options = options;
  }

  async open(): Promise<void> {
    const { uploads, judge, observer } = this.#options;
    const { peer } = this.#visit;
    await this.#try(async () => {
      const path = this.#path = safePath(this.#name);
      const plan = { path, size: null, mtime: null, resumable: false };
      judge(path, plan);
      this.#held = await uploads.hold(plan);
      observer.event({ type: "upload_started", peer, path, size: null, offset: 0 });
      this.#activity = observer.begin(peer, path, null, 0);
    });
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#try(async () => {
      const { maxSize } = this.#options;
      const { upload } = this.#held!;
      if (maxSize !== undefined && upload.size + bytes.length > maxSize) {
        throw new SluiceError(
          "refusal",
          "limit",
          `receive: a file may have ${maxSize} bytes at most`,
        );
      }
      await upload.write(bytes);
      this.#activity?.add(bytes.length);
    });
  }

  async finish(): Promise<FormResult> {
    let text = "";
    let status = 201;
    await this.#try(async () => {
      const { stored, ifExists } = this.#options;
      const done = await this.#held!.upload.finish(null, ifExists);
      this.#done();
      const answer = stored(this.#visit, this.#path!, done);
      status = answer.status;
      text = (await answer.text()).trim();
    });
    if (this.#error === undefined) return { name: this.#name, ok: true, status, text };
    const { status: failed, code, message } = statusOf(this.#error);
    const { peer } = this.#visit;
    const path = this.#path ?? (this.#name || "?");
    this.#options.observer.event({ type: "upload_failed", peer, path, code, message });
    await this.leave();
    return { name: this.#name, ok: false, status: failed, text: message };
  }

  /** Ends it wherever it is. */
  async leave(): Promise<void> {
    await this.#held?.upload.leave();
    this.#done();
  }

  #done(): void {
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
