/** Streams of unknown length, with progress and a timeout. @module */

import { WEB_STALL_TIMEOUT } from "../../limits.ts";
import type { RequestContext } from "../request_context.ts";
import type { WebObserver } from "../web_event.ts";
import { startDownload } from "./download.ts";

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
  let timer: ReturnType<typeof setTimeout> | undefined;
  const fail = (error: unknown) => {
    clearTimeout(timer);
    download.end(false);
    void reader.cancel(error).catch(() => {});
  };
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      clearTimeout(timer);
      try {
        const { value, done } = await reader.read();
        if (done) {
          download.end(true);
          return controller.close();
        }
        download.add(value.length);
        controller.enqueue(value);
        timer = setTimeout(() => {
          const late = new Error("the client stalled");
          controller.error(late);
          fail(late);
        }, WEB_STALL_TIMEOUT);
      } catch (error) {
        fail(error);
        controller.error(error);
      }
    },
    cancel: fail,
  }, { highWaterMark: 0 });
}
