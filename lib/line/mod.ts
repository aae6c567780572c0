/**
 * Streams of lines over streams of bytes.
 *
 * ```ts
 * import { lineDecodeStream, lineEncodeStream } from "./mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const bytes = ReadableStream.from(["one", "two"]).pipeThrough(lineEncodeStream());
 * assertEquals(await Array.fromAsync(bytes.pipeThrough(lineDecodeStream())), ["one", "two"]);
 * ```
 *
 * @module
 */

export * from "../errors.ts";

export { LineDecoder, type LineDecoderOptions } from "./line_decoder.ts";
export { lineDecodeStream } from "./line_decode_stream.ts";
export { lineEncodeStream, type LineEncodeStreamOptions } from "./line_encode_stream.ts";
export { readLines } from "./read_lines.ts";
export { crlfEncoder } from "./crlf_encode.ts";
export { plainText } from "../text/plain_text.ts";
