/** Stand-in for `@std/streams/to-bytes`. @module */

/** All of a stream as one array of bytes. */
export async function toBytes(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return await new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).bytes();
}
