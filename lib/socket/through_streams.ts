/** Single reads and writes over the streams of a connection. @module */

/**
 * Reads at most `view.length` bytes; null at the end. The view is not detached: the bytes are copied.
 *
 * @throws {TypeError} if a reader holds the stream.
 * @throws what the stream fails with.
 *
 * @example Usage
 * ```ts
 * import { readThrough } from "./through_streams.ts";
 * import { assertEquals } from "@std/assert";
 * const bytes = new ReadableStream({ type: "bytes", start: (it) => it.enqueue(new Uint8Array(3)) });
 * assertEquals(await readThrough(bytes, new Uint8Array(2)), 2);
 * assertEquals(await readThrough(bytes, new Uint8Array(2)), 1);
 * ```
 */
export async function readThrough(
  readable: ReadableStream<Uint8Array>,
  view: Uint8Array<ArrayBuffer>,
): Promise<number | null> {
  if (view.length === 0) return 0;
  const reader = readable.getReader({ mode: "byob" });
  try {
    // After a default reader has seen the end, a BYOB read never resolves (Deno 2.9).
    const { value } = await Promise.race([
      reader.read(new Uint8Array(view.length)),
      reader.closed.then(() => ({ value: undefined })),
    ]);
    if (value === undefined || value.length === 0) return null;
    view.set(value);
    return value.length;
  } finally {
    reader.releaseLock();
  }
}

/**
 * Writes all of the bytes, after those that were written to the stream before.
 *
 * @throws {TypeError} if a writer holds the stream.
 * @throws what the stream fails with.
 *
 * @example Usage
 * ```ts
 * import { writeThrough } from "./through_streams.ts";
 * import { assertEquals } from "@std/assert";
 * let count = 0;
 * const writable = new WritableStream<Uint8Array>({ write: ({ length }) => void (count += length) });
 * await writeThrough(writable, new Uint8Array(3));
 * assertEquals(count, 3);
 * ```
 */
export async function writeThrough(
  writable: WritableStream<Uint8Array>,
  bytes: Uint8Array,
): Promise<void> {
  const writer = writable.getWriter();
  const written = writer.write(bytes);
  // At once, so that the next write need not wait for this one.
  writer.releaseLock();
  await written;
}
