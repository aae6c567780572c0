/** Stand-in for `@std/streams/to-text`. @module */

/** All of a stream as one string; bytes are read as UTF-8, a broken sequence becoming U+FFFD. */
export async function toText(
  stream: ReadableStream<string> | ReadableStream<Uint8Array>,
): Promise<string> {
  const decoder = new TextDecoder();
  const parts: string[] = [];
  for await (const chunk of stream as ReadableStream<string | Uint8Array>) {
    parts.push(typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true }));
  }
  return parts.join("") + decoder.decode();
}
