/** Takes a text by POST, and shows it. @module */

import {
  MAX_DROPPED_TEXT_BYTES,
  MAX_GUESS_SOURCES,
  MAX_TEXTS,
  TEXT_INTERVAL,
} from "../../limits.ts";
import { SourceRateLimiter } from "../../rate_limiter.ts";
import { sourceOf } from "../../socket/source_of.ts";
import { formatSize } from "../../text/format_size.ts";
import { pageAnswer, textAnswer, wantsPage } from "../http/answer.ts";
import { drain } from "../http/drain.ts";
import { newNonce, type PageFacts } from "../page/layout.ts";
import type { RequestContext } from "../request_context.ts";
import type { WebObserver } from "../web_event.ts";
import { readTextRequest, type TextRequest } from "./text_request.ts";
import { textResultPage } from "./text_section.ts";
import { statusOf } from "./upload_status.ts";

/** Options of {@linkcode TextIntake}. */
export interface TextIntakeOptions {
  /** Receives the texts. */
  observer: WebObserver;
  /** Facts about the server, for the page. */
  facts: PageFacts;
  /** Called when a text was delivered. */
  onFinished: () => void;
  /** The clock, in milliseconds. @default {performance.now} */
  now?: () => number;
}

const PROBLEMS: Readonly<
  Record<Extract<TextRequest, { problem: unknown }>["problem"], [status: number, reason: string]>
> = {
  empty: [400, "The text is empty"],
  notUtf8: [400, "The text is not UTF-8; send it as a file"],
  tooLong: [
    413,
    `The text is longer than ${formatSize(MAX_DROPPED_TEXT_BYTES)}; send it as a file`,
  ],
};

/** Takes texts, of each client only so many in a time. */
export class TextIntake {
  readonly #options: TextIntakeOptions;
  readonly #limiter: SourceRateLimiter;

  constructor(options: TextIntakeOptions) {
    this.#options = options;
    this.#limiter = new SourceRateLimiter({
      burst: MAX_TEXTS,
      perSecond: 1000 / TEXT_INTERVAL,
      maxSources: MAX_GUESS_SOURCES,
      ...options.now && { now: options.now },
    });
  }

  /** Answers a POST with a text; undefined: it has none, and its body may have been read in part. */
  async answer(context: RequestContext): Promise<Response | undefined> {
    const { request } = context;
    let found: TextRequest | undefined;
    try {
      found = await readTextRequest(request);
    } catch (error) {
      const { status, message } = statusOf(error);
      return textAnswer(status, message);
    }
    if (found === undefined) return undefined;
    if ("problem" in found) return await this.#rejected(context, ...PROBLEMS[found.problem]);
    if (!this.#limiter.tryTake(sourceOf(context.peer))) {
      const headers = { "retry-after": String(Math.ceil(TEXT_INTERVAL / 1000)) };
      const reason = "Too many texts; wait a moment and send it again";
      return await this.#rejected(context, 429, reason, headers);
    }
    return this.#shown(context, found.text);
  }

  #shown({ request, peer, language, completed }: RequestContext, text: string): Response {
    const { observer, facts, onFinished } = this.#options;
    observer.event({ type: "text", peer, text });
    completed.catch(() => {}).then(onFinished);
    if (!wantsPage(request)) return textAnswer(200, "Shown in the terminal; not stored");
    const nonce = newNonce();
    return pageAnswer(200, textResultPage({ facts, language, nonce }), nonce);
  }

  async #rejected(
    { request, peer }: RequestContext,
    status: number,
    reason: string,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    this.#options.observer.event({ type: "rejected", peer, status, reason });
    await drain(request);
    return textAnswer(status, reason, headers);
  }
}
