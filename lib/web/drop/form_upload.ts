/** Files in a form (RFC 7578), for browsers without scripts and for `curl -F`. @module */

import type { Parser } from "multipasta";
import { SluiceError } from "../../errors.ts";
import type { IfExists } from "../../file/place.ts";
import { type SafePath, safePath } from "../../file/safe_path.ts";
import { MAX_FORM_FILES } from "../../limits.ts";
import { bodyPieces, withTail } from "../http/body_pieces.ts";
import { type FormPart, formPart } from "./form_part.ts";
import type { Stored, UploadPlan } from "./upload.ts";
import { statusOf } from "./upload_status.ts";
import type { Held, Uploads } from "./uploads.ts";
import type { RequestContext } from "../request_context.ts";
import type { Activity, WebObserver } from "../web_event.ts";

/** What became of one part of a form. */
export interface FormResult {
  /** The file's name as the client gave it; the field's where it is no file. */
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
  stored: (context: RequestContext, path: SafePath, stored: Stored) => Response;
}

/** Something the parser found, in the order it came. */
type Found =
  | { part: FormPart }
  | { bytes: Uint8Array }
  | { failure: unknown }
  | "end of part"
  | "end of form";

/**
 * Bytes at the end of a form that the parser gets in one piece: it stumbles where its last delimiter is
 * cut. A boundary has 70 characters at most (RFC 2046, section 5.1.1), beside 8 of dashes and line ends.
 */
const TAIL_BYTES = 128;

/**
 * Receives the files of a form one after the other and tells what became of each. One that fails does
 * not stop the others. A part that is no file is a failure too, so that nothing is lost in silence.
 *
 * @throws {SluiceError} the form cannot be understood, or the connection was lost; the file that was
 *   being received then is gone, those before it are in place.
 */
export async function* receiveForm(
  context: RequestContext,
  options: FormOptions,
): AsyncGenerator<FormResult> {
  const { request } = context;
  const found: Found[] = [];
  const parser = await makeParser(request.headers.get("content-type") ?? "", found);
  let file: FormFile | undefined;
  let whole = false;
  try {
    const pieces = bodyPieces(request.body, new AbortController().signal);
    for await (const piece of withTail(pieces, TAIL_BYTES)) {
      // After its last delimiter a form may say anything (RFC 2046, section 5.1.1).
      if (whole) continue;
      try {
        parser.write(piece);
      } catch (failure) {
        found.push({ failure });
      }
      for (const each of found.splice(0)) {
        if (each === "end of form") {
          whole = true;
          break;
        } else if (each === "end of part") {
          const result = await file!.finish();
          file = undefined;
          if (result !== undefined) yield result;
        } else if ("part" in each) {
          file = new FormFile(context, each.part, options);
          await file.open();
        } else if ("failure" in each) {
          throw malformed(each.failure);
        } else {
          await file!.write(each.bytes);
        }
      }
    }
    if (!whole) throw malformed(undefined);
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
    isFile: () => true,
    onField: () => {},
    onFile: ({ headers }) => {
      // The parser itself loses names with characters above U+00FF.
      found.push({ part: formPart(headers["content-disposition"]) });
      return (bytes) => void found.push(bytes === null ? "end of part" : { bytes });
    },
    // Not thrown: what was found before in the same piece still counts.
    onError: (failure) => void found.push({ failure }),
    onDone: () => void found.push("end of form"),
  });
}

function malformed(cause: unknown): SluiceError {
  return new SluiceError("breach", "protocol", "read the form: it is malformed or not whole", {
    cause,
  });
}

function unusable(name: string, why: string): SluiceError {
  return new SluiceError("breach", "protocol", `store ${JSON.stringify(name)}: ${why}`);
}

/** One part of a form; after a failure the rest of it is passed over. */
class FormFile {
  readonly #context: RequestContext;
  readonly #name: string;
  readonly #fault: string | undefined;
  readonly #options: FormOptions;
  #path: SafePath | undefined;
  #held: Held | undefined;
  #activity: Activity | undefined;
  #error: unknown;

  constructor(context: RequestContext, { name, fault }: FormPart, options: FormOptions) {
    this.#context = context;
    this.#name = name;
    this.#fault = fault;
    this.#options = options;
  }

  async open(): Promise<void> {
    const { uploads, judge, observer } = this.#options;
    const { peer } = this.#context;
    if (this.#isEmptyInput) return;
    await this.#try(async () => {
      if (this.#fault !== undefined) throw unusable(this.#name, this.#fault);
      const path = this.#path = safePath(this.#name);
      const plan = { path, size: null, mtime: null, resumable: false };
      judge(path, plan);
      this.#held = await uploads.hold(plan);
      observer.event({ type: "upload_started", peer, path, size: null, offset: 0 });
      this.#activity = observer.begin(peer, path, null, 0);
    });
  }

  /** A file input that was left empty sends a file without name and content. */
  get #isEmptyInput(): boolean {
    return this.#name === "" && this.#fault === undefined && this.#error === undefined;
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    await this.#try(async () => {
      if (this.#isEmptyInput) throw unusable(this.#name, "it has content but no name");
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

  /** Stores it; undefined where there was nothing to store. */
  async finish(): Promise<FormResult | undefined> {
    if (this.#isEmptyInput) return undefined;
    let text = "";
    let status = 201;
    await this.#try(async () => {
      const { stored, ifExists } = this.#options;
      const done = await this.#held!.upload.finish(null, ifExists);
      this.#done();
      const answer = stored(this.#context, this.#path!, done);
      status = answer.status;
      text = (await answer.text()).trim();
    });
    if (this.#error === undefined) return { name: this.#name, ok: true, status, text };
    const { status: failed, code, message } = statusOf(this.#error);
    const { peer } = this.#context;
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
