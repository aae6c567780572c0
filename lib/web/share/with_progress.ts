/** Streams of unknown length, with progress and a timeout. @module */

import type { RequestContext } from "../request_context.ts";
import type { WebObserver } from "../web_event.ts";
import { startDownload } from "./download.ts";
import { pulledBody } from "./pulled_body.ts";

/** Passes a stream on, reports it to an observer, and fails where the client stalls. */
export function withProgress(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  { peer, completed }: RequestContext,
  observer: WebObserver,
  path: string,
  onFetched?: () => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = stream.getReader();
  const download = startDownload(observer, {
    peer,
    path,
    size: null,
    offset: 0,
    completed,
    onFetched,
  });
  return pulledBody({
    next: async () => (await reader.read()).value,
    onPiece: ({ length }) => download.add(length),
    onEnd(whole) {
      download.end(whole);
      if (!whole) void reader.cancel().catch(() => {});
    },
  });
}
