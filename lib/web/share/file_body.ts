/** A part of a file as the body of a response. @module */

import { WEB_CHUNK_BYTES } from "../../limits.ts";
import { PieceReader } from "./piece_reader.ts";
import { pulledBody } from "./pulled_body.ts";
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
 *
 * The stream is for the runtime's HTTP server only: a piece is empty once the next one is requested.
 *
 * The server keeps no copy of a piece but a counted reference to its memory, until the network has taken it
 * (`op_readable_stream_resource_write_buf` takes a `JsBuffer`, denoland/deno, ext/web/stream_resource.rs).
 * How many pieces it keeps, and for how long, differs between HTTP/1.1 and HTTP/2, so no buffer is ever
 * written twice. Detaching the buffer gives up JavaScript's reference, so the memory is free as soon as the
 * server is done with it, and not only after a garbage collection: a download then needs a few pieces of
 * warm memory, not 100 MB of new pages. The server requests a piece when it has the reference to the one
 * before (`readableStreamReadFn`, ext/web/06_streams.js), and without a queue (`highWaterMark: 0`)
 * nothing else is in between. A server that had no reference yet would send less than the
 * `content-length`, which is an error at the client, never other bytes.
 */
export function fileBody(
  { file, entry }: OpenedFile,
  { first, last, onBytes, onEnd, timeout }: FileBodyOptions,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = new PieceReader(file);
  let at = first;
  let previous: ArrayBuffer | undefined;
  if (first > 0) file.seekSync(first, Deno.SeekMode.Start);
  return pulledBody({
    async next() {
      previous?.transfer(0);
      previous = undefined;
      if (at > last) return undefined;
      const piece = await reader.next(Math.min(WEB_CHUNK_BYTES, last - at + 1));
      if (piece === null) throw new Error("it shrank while it was sent");
      at += piece.length;
      if (at > last) checkUnchanged(file, entry);
      return piece;
    },
    onPiece({ buffer, length }) {
      onBytes?.(length);
      previous = buffer;
    },
    onEnd(whole) {
      try {
        file.close();
      } catch { /* closed before */ }
      onEnd?.(whole);
    },
    ...timeout !== undefined && { timeout },
  });
}

function checkUnchanged(file: Deno.FsFile, entry: OpenedFile["entry"]): void {
  const { size, mtime } = file.statSync();
  if (size !== entry.size || (mtime?.getTime() ?? 0) !== entry.mtime) {
    throw new Error("it was changed while it was sent");
  }
}
