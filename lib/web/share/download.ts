/** Reports the progress and the end of a download. @module */

import type { WebObserver } from "../web_event.ts";

/** A download that begins. */
export interface Download {
  /** The client's address. */
  peer: string;
  /** The path, relative to what is shared. */
  path: string;
  /** Bytes in total; null where they are unknown. */
  size: number | null;
  /** First byte that is sent. */
  offset: number;
  /** Bytes that are sent. Default: all from the offset on. */
  length?: number;
  /** Resolves when the response has been delivered. */
  completed: Promise<void>;
  /** Called when everything was delivered. Returns whether the client has the whole file now. @default {always} */
  isWhole?: () => boolean;
  /** Called when the client has the whole file. */
  onFetched?: (() => void) | undefined;
  /** Called when the download broke off after a number of sent bytes; the client may have received fewer. */
  onCut?: (bytes: number) => void;
}

/** A running download. */
export interface RunningDownload {
  /** Reports sent bytes. */
  add(bytes: number): void;
  /** Reports the end. Only the first call counts. @param whole Whether everything was sent. */
  end(whole: boolean): void;
}

/** Tells an observer that a download begins. */
export function startDownload(
  observer: WebObserver,
  { peer, path, size, offset, length, completed, isWhole, onFetched, onCut }: Download,
): RunningDownload {
  observer.event({ type: "download_started", peer, path, size, offset });
  const end = length === undefined ? size : offset + length;
  const activity = observer.begin(peer, path, end, offset);
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
      // Bytes that were handed to the network may still be lost.
      completed.then(() => whole, () => false).then((delivered) => {
        const hasAll = delivered && (isWhole?.() ?? true);
        observer.event(
          delivered
            ? { type: "download_done", peer, path, bytes, whole: hasAll }
            : { type: "download_cut", peer, path, bytes },
        );
        activity.end();
        if (hasAll) onFetched?.();
        else if (!delivered) onCut?.(bytes);
      });
    },
  };
}
