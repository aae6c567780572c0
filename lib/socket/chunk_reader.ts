/** Reads a connection piece by piece. @module */

import { ConnectionError } from "../errors.ts";
import type { Duplex } from "./duplex.ts";

/** Reads what comes, at most so much, or exactly so much, through one small buffer. */
export class ChunkReader {
  readonly #conn: Duplex;
  readonly #reader: ReadableStreamBYOBReader;
  #buffer = new ArrayBuffer(1024);

  /** Locks the connection's readable until {@linkcode ChunkReader.release}. */
  constructor(conn: Duplex) {
    this.#conn = conn;
    this.#reader = conn.readable.getReader({ mode: "byob" });
  }

  /** What one read brings, at most `most` bytes, good until the next read; undefined at the end. */
  async next(most: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    if (this.#buffer.byteLength < most) this.#buffer = new ArrayBuffer(most);
    const { done, value } = await this.#reader.read(new Uint8Array(this.#buffer, 0, most));
    if (value !== undefined) this.#buffer = value.buffer;
    return done ? undefined : value;
  }

  /**
   * Exactly `length` bytes, piece by piece.
   *
   * @param doing For the error's text: `receive "a.txt"`.
   * @throws {ConnectionError} code `cut`: the stream ended before.
   */
  async *exactly(length: number, doing: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    for (let left = length; left > 0;) {
      const chunk = await this.next(Math.min(left, LARGEST));
      if (chunk === undefined) {
        const { remoteAddr } = this.#conn;
        const text = `${doing}: ${remoteAddr} ended ${left} bytes before the end`;
        throw new ConnectionError("cut", text);
      }
      left -= chunk.length;
      yield chunk;
    }
  }

  /** Lets the readable go. */
  release(): void {
    this.#reader.releaseLock();
  }
}

/** Bytes of one read: where measured throughput stops growing. */
const LARGEST = 1024 * 1024;
