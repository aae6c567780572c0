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
import { type TextResult, textResultPage } from "./text_section.ts";
import { UPLOAD_COMPLETE } from "./upload_complete.ts";
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

/** What became of a text. */
interface Outcome {
  status: number;
  /** The same in words, for programs. */
  reason: string;
  /** What the page says to a form without a script. Default: browsers send no such text. */
  result?: TextResult;
  headers?: Readonly<Record<string, string>>;
}

const PROBLEMS: Readonly<
  Record<Extract<TextRequest, { problem: unknown }>["problem"] | "tooMany", Outcome>
> = {
  empty: { status: 400, reason: "The text is empty", result: "noText" },
  notUtf8: { status: 400, reason: "The text is not UTF-8; send it as a file" },
  tooLong: {
    status: 413,
    reason: `The text is longer than ${formatSize(MAX_DROPPED_TEXT_BYTES)}; send it as a file`,
    result: "textTooLong",
  },
  tooMany: {
    status: 429,
    reason: "Too many texts; wait a moment and send it again",
    result: "tooManyTexts",
    headers: { "retry-after": String(Math.ceil(TEXT_INTERVAL / 1000)) },
  },
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
    if ("problem" in found) return await this.#rejected(context, PROBLEMS[found.problem]);
    if (!this.#limiter.tryTake(sourceOf(context.peer))) {
      return await this.#rejected(context, PROBLEMS.tooMany);
    }
    return this.#shown(context, found.text);
  }

  #shown(context: RequestContext, text: string): Response {
    const { peer, completed } = context;
    const { observer, onFinished } = this.#options;
    observer.event({ type: "text", peer, text });
    completed.catch(() => {}).then(onFinished);
    return this.#answer(context, {
      status: 200,
      reason: "Shown in the terminal; not stored",
      result: "textShown",
      headers: UPLOAD_COMPLETE,
    });
  }

  async #rejected(context: RequestContext, problem: Outcome): Promise<Response> {
    const { status, reason } = problem;
    this.#options.observer.event({ type: "rejected", peer: context.peer, status, reason });
    await drain(context.request);
    return this.#answer(context, problem);
  }

  /** Makes the response: a page in the language of its user, where a browser sent a form. */
  #answer(
    { request, language }: RequestContext,
    { status, reason, result, headers }: Outcome,
  ): Response {
    if (result === undefined || !wantsPage(request)) return textAnswer(status, reason, headers);
    const { facts } = this.#options;
    const nonce = newNonce();
    const page = textResultPage({ result, facts, language, nonce });
    return pageAnswer(status, page, nonce, headers);
  }
}
