/** Streams of unknown length, with progress and a timeout. @module */

import { WEB_STALL_TIMEOUT } from "../../limits.ts";
import type { RequestContext } from "../request_context.ts";
import type { WebObserver } from "../web_event.ts";
import { startDownload } from "./download.ts";
import { StallTimer } from "./stall_timer.ts";

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
  let controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;
  const fail = (error: unknown) => {
    stall.stop();
    download.end(false);
    void reader.cancel(error).catch(() => {});
  };
  const stall = new StallTimer(WEB_STALL_TIMEOUT, () => {
    const late = new Error("the client stalled");
    controller.error(late);
    fail(late);
  });
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(own) {
      controller = own;
    },
    async pull() {
      stall.pause();
      try {
        const { value, done } = await reader.read();
        if (done) {
          stall.stop();
          download.end(true);
          return controller.close();
        }
        download.add(value.length);
        controller.enqueue(value);
        stall.start();
      } catch (error) {
        fail(error);
        controller.error(error);
      }
    },
    cancel: fail,
  }, { highWaterMark: 0 });
}
