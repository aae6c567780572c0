/** A part of a file as the body of a response. @module */

import { WEB_CHUNK_BYTES, WEB_STALL_TIMEOUT } from "../../limits.ts";
import type { OpenedFile } from "./shared_tree.ts";

/** Options of {@linkcode fileBody}. */
export interface FileBodyOptions {
  /** First byte. */
  first: number;
  /** Last byte; `first - 1` for none. */
  last: number;
  /** Called with the number of bytes of each piece. */
  onBytes?: (bytes: number) => void;
  /** Called once at the end; true where everything was read. */
  onEnd?: (whole: boolean) => void;
  /** Milliseconds in which the client must take a piece. @default {WEB_STALL_TIMEOUT} */
  timeout?: number;
}

/**
 * Reads a file, and closes it. A file that changes in size or modification time while it is read ends the
 * stream with an error before its last piece, so that no client takes a mixture of versions for the file.
 * Every piece has its own buffer, because the runtime keeps it until the network has taken it.
 */
export function fileBody(
  { file, entry }: OpenedFile,
  { first, last, onBytes, onEnd, timeout = WEB_STALL_TIMEOUT }: FileBodyOptions,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = first;
  let over = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const finish = (whole: boolean) => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    try {
      file.close();
    } catch { /* closed before */ }
    onEnd?.(whole);
  };
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    start() {
      if (first > 0) file.seekSync(first, Deno.SeekMode.Start);
    },
    async pull(controller) {
      clearTimeout(timer);
      try {
        if (at > last) {
          finish(true);
          return controller.close();
        }
        const buffer = new Uint8Array(Math.min(WEB_CHUNK_BYTES, last - at + 1));
        const count = await file.read(buffer);
        if (over) return;
        if (count === null) throw new Error("it shrank while it was sent");
        at += count;
        if (at > last) checkUnchanged(file, entry);
        onBytes?.(count);
        controller.enqueue(count === buffer.length ? buffer : buffer.subarray(0, count));
        timer = setTimeout(() => {
          controller.error(new Error("the client stalled"));
          finish(false);
        }, timeout);
      } catch (error) {
        finish(false);
        controller.error(error);
      }
    },
    cancel() {
      finish(false);
    },
  }, { highWaterMark: 1 });
}

function checkUnchanged(file: Deno.FsFile, entry: OpenedFile["entry"]): void {
  const { size, mtime } = file.statSync();
  if (size !== entry.size || (mtime?.getTime() ?? 0) !== entry.mtime) {
    throw new Error("it was changed while it was sent");
  }
}
