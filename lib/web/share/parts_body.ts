/** Several parts of a file as the body of a response. @module */

import type { Part } from "../http/byte_range.ts";
import type { Multipart } from "../http/multipart.ts";
import { WEB_STALL_TIMEOUT } from "../../limits.ts";
import { fileBody, type FileBodyOptions } from "./file_body.ts";
import type { OpenedFile } from "./shared_tree.ts";
import { StallTimer } from "./stall_timer.ts";

/** Options of {@linkcode partsBody}. */
export interface PartsBodyOptions extends Omit<FileBodyOptions, "first" | "last"> {
  /** The parts, in the order in which they are sent. */
  parts: readonly Part[];
  /** The text around them. */
  frame: Multipart;
  /** Opens the file again for a further part; undefined where it is not the same version. */
  reopen: () => OpenedFile | undefined;
}

/**
 * Reads parts of a file one after the other, and closes it. Like {@linkcode fileBody}, of which it is made, it
 * is for the runtime's HTTP server only, and ends with an error where the file changes.
 */
export function partsBody(
  opened: OpenedFile,
  { parts, frame, reopen, onBytes, onEnd, timeout = WEB_STALL_TIMEOUT }: PartsBodyOptions,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const utf8 = new TextEncoder();
  let reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | undefined;
  let index = 0;
  let over = false;
  let controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;
  const finish = (whole: boolean) => {
    if (over) return;
    over = true;
    stall.stop();
    if (reader === undefined) opened.file.close();
    else if (!whole) void reader.cancel().catch(() => {});
    onEnd?.(whole);
  };
  const fail = (error: unknown) => {
    finish(false);
    controller.error(error);
  };
  const stall = new StallTimer(timeout, () => fail(new Error("the client stalled")));
  /** The next piece; undefined after the last one. */
  const next = async () => {
    const piece = (await reader?.read())?.value;
    if (piece !== undefined) return piece;
    const part = parts[index];
    if (part === undefined) return index++ === parts.length ? utf8.encode(frame.tail) : undefined;
    const file = reader === undefined ? opened : reopen();
    if (file === undefined) throw new Error("it was changed while it was sent");
    reader = fileBody(file, { ...part, timeout, ...onBytes && { onBytes } }).getReader();
    return utf8.encode(frame.heads[index++]!);
  };
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(own) {
      controller = own;
    },
    async pull() {
      stall.pause();
      try {
        // Passed on at once: the next read empties it.
        const piece = await next();
        if (over) return;
        if (piece === undefined) {
          finish(true);
          return controller.close();
        }
        controller.enqueue(piece);
        stall.start();
      } catch (error) {
        fail(error);
      }
    },
    cancel() {
      finish(false);
    },
  }, { highWaterMark: 0 });
}
