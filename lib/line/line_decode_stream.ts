/** Decodes a stream of bytes into lines. Twin: `line_encode_stream.ts`. @module */

import { LineDecoder, type LineDecoderOptions } from "./line_decoder.ts";

/**
 * Makes a stream that takes bytes, split anywhere, and yields lines without their ends. Bytes after the
 * last line end are a line as well. Fails with a `ProtocolError`, code `limit`, at a line that is too
 * long.
 *
 * ```ts
 * import { lineDecodeStream } from "./line_decode_stream.ts";
 * import { assertEquals } from "@std/assert";
 * const bytes = ReadableStream.from(["one\r", "\ntw", "o"]).pipeThrough(new TextEncoderStream());
 * assertEquals(await Array.fromAsync(bytes.pipeThrough(lineDecodeStream())), ["one", "two"]);
 * ```
 */
export function lineDecodeStream(
  options: LineDecoderOptions = {},
): TransformStream<Uint8Array, string> {
  const lines = new LineDecoder(options);
  return new TransformStream({
    transform(chunk, controller) {
      for (const line of lines.push(chunk)) controller.enqueue(line);
    },
    flush(controller) {
      if (lines.size > 0) controller.enqueue(lines.rest());
    },
  });
}
