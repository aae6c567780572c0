/** Keeps count of an answer on its way. @module */

import { WEB_STALL_TIMEOUT } from "../../limits.ts";
import type { RequestContext } from "../request_context.ts";
import type { WebObserver } from "../web_event.ts";

/** Passes a stream of unknown length on, tells an observer, and gives up where nobody takes it. */
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
          const late = new Error("nobody takes it");
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

/** What is being fetched, and by whom. */
export interface Download {
  peer: string;
  path: string;
  /** Bytes in all; null where nobody knows. */
  size: number | null;
  /** First byte that is sent. */
  offset: number;
  /** Settles when the answer has been delivered. */
  completed: Promise<void>;
  /** Called when all of it has been delivered, to its last byte. */
  onFetched?: () => void;
  /** Called when it broke off after so many bytes, of which the client may have less. */
  onCut?: (bytes: number) => void;
}

/** Tells an observer of a download: its start, its bytes, and, once, its end. */
export function startDownload(
  observer: WebObserver,
  { peer, path, size, offset, completed, onFetched, onCut }: Download,
): { add(bytes: number): void; end(whole: boolean): void } {
  observer.event({ type: "download_started", peer, path, size, offset });
  const activity = observer.begin(peer, path, size, offset);
  let bytes = 0;
  let over = false;
  return {
    add(count) {
      bytes += count;
      activity.add(count);
    },
    end(whole) {
      if (over) return;
      over = true;
      // What was handed to the network is not yet what has arrived.
      completed.then(() => whole, () => false).then((delivered) => {
        activity.end();
        const type = delivered ? "download_done" : "download_cut";
        observer.event({ type, peer, path, bytes });
        if (delivered) onFetched?.();
        else onCut?.(bytes);
      });
    },
  };
}
