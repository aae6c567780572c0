/** The two ways to use a connection: directly, and over its streams. @module */

import type { Duplex } from "../../lib/socket/duplex.ts";
import { readChunks } from "../../lib/socket/read_chunks.ts";

/** One of the two ways to read and write. */
export interface Way {
  /** Writes all. */
  write(conn: Duplex, data: Uint8Array): Promise<void>;
  /** Reads once; undefined at the end. */
  readOnce(conn: Duplex, most: number): Promise<Uint8Array | undefined>;
  /** Yields everything up to the end. A chunk is valid until the next one. */
  chunks(conn: Duplex): AsyncIterable<Uint8Array>;
}

/** Without the streams. */
export const direct: Way = {
  write: (conn, data) => conn.write(data),
  async readOnce(conn, most) {
    const view = new Uint8Array(most);
    const count = await conn.read(view);
    return count === null ? undefined : view.subarray(0, count);
  },
  chunks: (conn) => readChunks(conn),
};

/** Over the streams. */
export const streamed: Way = {
  async write(conn, data) {
    const writer = conn.writable.getWriter();
    try {
      await writer.write(data);
    } finally {
      writer.releaseLock();
    }
  },
  async readOnce(conn, most) {
    const reader = conn.readable.getReader({ mode: "byob" });
    try {
      return (await reader.read(new Uint8Array(most))).value;
    } finally {
      reader.releaseLock();
    }
  },
  async *chunks(conn) {
    const reader = conn.readable.getReader({ mode: "byob" });
    try {
      for (let buffer = new ArrayBuffer(256 * 1024);;) {
        const { done, value } = await reader.read(new Uint8Array(buffer));
        if (done) return;
        yield value;
        buffer = value.buffer;
      }
    } finally {
      reader.releaseLock();
    }
  },
};
