/** Short words for both ends of a connection. @module */

import type { Duplex } from "../../lib/socket/duplex.ts";

/** Writes bytes to an end. */
export async function write(end: Duplex, bytes: Uint8Array): Promise<void> {
  const writer = end.writable.getWriter();
  try {
    await writer.write(bytes);
  } finally {
    writer.releaseLock();
  }
}

/** Reads a number of bytes, or fewer if the stream ends before. */
export async function read(end: Duplex, count: number): Promise<Uint8Array<ArrayBuffer>> {
  const reader = end.readable.getReader({ mode: "byob" });
  let buffer = new Uint8Array(count);
  let at = 0;
  try {
    while (at < count) {
      const { value, done } = await reader.read(new Uint8Array(buffer.buffer, at));
      if (value) buffer = new Uint8Array(value.buffer);
      if (done) break;
      at += value!.length;
    }
    return buffer.slice(0, at);
  } finally {
    reader.releaseLock();
  }
}

/** Reads to the end of the stream and counts the bytes. */
export async function drain(end: Duplex, each?: (bytes: Uint8Array) => unknown): Promise<number> {
  let count = 0;
  for await (const chunk of end.readable) {
    count += chunk.length;
    await each?.(chunk);
  }
  return count;
}
