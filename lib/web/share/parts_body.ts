/** Several parts of a file as the body of a response. @module */

import type { Part } from "../http/byte_range.ts";
import type { Multipart } from "../http/multipart.ts";
import { WEB_STALL_TIMEOUT } from "../../limits.ts";
import { fileBody, type FileBodyOptions } from "./file_body.ts";
import { pulledBody } from "./pulled_body.ts";
import type { OpenedFile } from "./shared_tree.ts";

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
  return pulledBody({
    async next() {
      const piece = (await reader?.read())?.value;
      if (piece !== undefined) return piece;
      const part = parts[index];
      if (part === undefined) return index++ === parts.length ? utf8.encode(frame.tail) : undefined;
      const file = reader === undefined ? opened : reopen();
      if (file === undefined) throw new Error("it was changed while it was sent");
      reader = fileBody(file, { ...part, timeout, ...onBytes && { onBytes } }).getReader();
      return utf8.encode(frame.heads[index++]!);
    },
    onEnd(whole) {
      if (reader === undefined) opened.file.close();
      else if (!whole) void reader.cancel().catch(() => {});
      onEnd?.(whole);
    },
    timeout,
  });
}
