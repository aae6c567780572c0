/** The lines of a connection as they come. @module */

import type { LineDecoderOptions } from "./line_decoder.ts";
import { lineDecodeStream } from "./line_decode_stream.ts";

/**
 * The lines that the peer sends, until it ends its direction; what follows the last line end is one as
 * well: Python's `makefile()`. A loop that is left early gives the reading side up.
 *
 * It fails as the connection does, and with a `ProtocolError`, code `limit`, at a line that is too long.
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
