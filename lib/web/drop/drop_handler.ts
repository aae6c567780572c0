/**
 * The handler of `sluice drop`: a page to GET, files to PUT (docs/http.md), texts to POST, and a form to POST for
 * browsers without scripts. Nothing of the destination can be read.
 *
 * @module
 */

import { pageAnswer, textAnswer } from "../http/answer.ts";
import { pageAsset } from "../page/assets.ts";
import { newNonce, type PageFacts } from "../page/layout.ts";
import type { Handler, RequestContext } from "../request_context.ts";
import { dropPage } from "./drop_page.ts";
import { formAnswer } from "./form_answer.ts";
import { Intake, type IntakeOptions } from "./intake.ts";
import { putAnswer } from "./put_answer.ts";
import { TextIntake } from "./text_answer.ts";

/** Options of {@linkcode DropHandler}. */
export interface DropOptions extends IntakeOptions {
  /** Facts about the server, for the page. */
  facts: PageFacts;
}

/** Receives files. */
export class DropHandler implements Handler {
  readonly #intake: Intake;
  readonly #texts: TextIntake;
  readonly #facts: PageFacts;

  constructor({ facts, ...options }: DropOptions) {
    this.#intake = new Intake(options);
    this.#texts = new TextIntake({
      observer: options.observer,
      facts,
      // A text does not end a server that still receives files.
      onFinished: () => this.#intake.uploads.count === 0 && options.onFinished?.(),
    });
    this.#facts = facts;
  }

  async handle(context: RequestContext): Promise<Response> {
    const { request: { method }, path } = context;
    const asset = pageAsset(path);
    if (asset !== undefined && (method === "GET" || method === "HEAD")) return asset;
    if (method === "PUT") return await putAnswer(context, this.#intake);
    if (path !== "") {
      return method === "GET" || method === "HEAD"
        ? textAnswer(404, "Files can only be uploaded here")
        : textAnswer(405, "Send a file with PUT, as curl -T does", { allow: "PUT" });
    }
    if (method === "POST") {
      return await this.#texts.answer(context) ??
        await formAnswer(context, this.#intake, this.#facts);
    }
    if (method !== "GET" && method !== "HEAD") {
      return textAnswer(405, "PUT or POST sends files", { allow: "GET, HEAD, POST" });
    }
    const nonce = newNonce();
    const { maxSize } = this.#intake;
    const { language } = context;
    const page = { facts: this.#facts, language, nonce, ...maxSize !== undefined && { maxSize } };
    return pageAnswer(200, dropPage(page), nonce);
  }

  async close(): Promise<void> {
    await this.#intake.close();
  }
}
