/** Serves a shared text in plain form. @module */

import { COMMON_HEADERS, textAnswer } from "../http/answer.ts";
import type { RequestContext } from "../request_context.ts";
import type { WebObserver } from "../web_event.ts";
import { startDownload } from "./download.ts";
import { TEXT_PATH } from "./text_section.ts";

/** Options of {@linkcode sharedTextAnswer}. */
export interface SharedTextOptions {
  /** Receives the events. */
  observer: WebObserver;
  /** Called when a client has fetched the text. */
  onFetched: (() => void) | undefined;
}

/** Answers with the text, unchanged. No program keeps it, and none runs it. */
export function sharedTextAnswer(
  { request: { method }, peer, completed }: RequestContext,
  content: string,
  { observer, onFetched }: SharedTextOptions,
): Response {
  if (method !== "GET" && method !== "HEAD") {
    return textAnswer(405, "This is a text", { allow: "GET, HEAD" });
  }
  const body = new TextEncoder().encode(content);
  if (method === "GET") {
    const { length: size } = body;
    const download = { peer, path: TEXT_PATH, size, offset: 0, completed, onFetched };
    const running = startDownload(observer, download);
    // All of it is handed over at once: also where that is interrupted, the client may have read it.
    running.add(size);
    running.end(true);
  }
  return new Response(method === "HEAD" ? null : body, {
    headers: {
      ...COMMON_HEADERS,
      "content-type": "text/plain; charset=utf-8",
      "content-length": String(body.length),
      "cache-control": "no-store",
    },
  });
}
