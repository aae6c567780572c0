/** Encodes lines into a stream of bytes. Twin: `line_decode_stream.ts`. @module */

/** Options of {@linkcode lineEncodeStream}. */
export interface LineEncodeStreamOptions {
  /** The end of each line. Protocols of the Internet use CR LF. @default {"\n"} */
  end?: "\n" | "\r\n";
}

/**
 * Makes a stream that takes lines without their ends and yields bytes. Fails with a `TypeError` at a line
 * that contains a line end, which would arrive as two lines.
 *
 * ```ts
 * import { lineEncodeStream } from "./line_encode_stream.ts";
 * import { lineDecodeStream } from "./line_decode_stream.ts";
 * import { assertEquals } from "@std/assert";
 * const there = ReadableStream.from(["one", ""]).pipeThrough(lineEncodeStream({ end: "\r\n" }));
 * assertEquals(await Array.fromAsync(there.pipeThrough(lineDecodeStream())), ["one", ""]);
 * ```
 */
export function lineEncodeStream(
  { end = "\n" }: LineEncodeStreamOptions = {},
): TransformStream<string, Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  return new TransformStream({
    transform(line, controller) {
      if (/[\r\n]/.test(line)) throw new TypeError("encode a line: there is a line end in it");
      controller.enqueue(encoder.encode(line + end));
    },
  });
}
