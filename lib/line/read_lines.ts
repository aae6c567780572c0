/** Reads a connection line by line. @module */

import type { LineDecoderOptions } from "./line_decoder.ts";
import { lineDecodeStream } from "./line_decode_stream.ts";

/**
 * Yields the lines that the peer sends until it ends its direction: Python's `makefile()`. Bytes after
 * the last line end are a line as well. Leaving the loop early cancels the connection's readable.
 *
 * Fails as the connection does, and with a `ProtocolError`, code `limit`, at a line that is too long.
 *
 * ```ts
 * import { readLines } from "./read_lines.ts";
 * import { assertEquals } from "@std/assert";
 * const readable = ReadableStream.from(["one\r\ntw", "o"]).pipeThrough(new TextEncoderStream());
 * assertEquals(await Array.fromAsync(readLines({ readable })), ["one", "two"]);
 * ```
 */
export function readLines(
  { readable }: { readable: ReadableStream<Uint8Array<ArrayBuffer>> },
  options: LineDecoderOptions = {},
): AsyncIterable<string> {
  return readable.pipeThrough(lineDecodeStream(options));
}
