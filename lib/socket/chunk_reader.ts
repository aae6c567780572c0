/** Reads a connection piece by piece. @module */

import { ConnectionError } from "../errors.ts";
import { shortAddress } from "./address.ts";
import type { Duplex } from "./duplex.ts";

/**
 * Reads at most, or exactly, a number of bytes through one small buffer.
 *
 * ```ts
 * import { ChunkReader } from "./chunk_reader.ts";
 * import { writeAll } from "./write_all.ts";
 * import { memoryPair } from "./memory_pair.ts";
 * import { assertEquals } from "@std/assert";
 * const [here, there] = memoryPair();
 * await writeAll(here, "hello");
 * const reader = new ChunkReader(there);
 * assertEquals(new TextDecoder().decode(await reader.next(2)), "he");
 * ```
 */
export class ChunkReader {
  readonly #conn: Duplex;
  #buffer = new Uint8Array(1024);

  /** Nothing else may read from the connection meanwhile. */
  constructor(conn: Duplex) {
    this.#conn = conn;
  }

  /** Reads once, at most `most` bytes. They are valid until the next read. Undefined at the end. */
  async next(most: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    if (this.#buffer.length < most) this.#buffer = new Uint8Array(most);
    const buffer = this.#buffer;
    const count = await this.#conn.read(buffer.subarray(0, most));
    return count === null ? undefined : buffer.subarray(0, count);
  }

  /**
   * Yields exactly `length` bytes in pieces.
   *
   * @param what The content, for the error's text: `"a.txt"`.
   * @throws {ConnectionError} code `cut` if the stream ends before.
   */
  async *exactly(length: number, what: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    for (let left = length; left > 0;) {
      const chunk = await this.next(Math.min(left, LARGEST));
      if (chunk === undefined) {
        const peer = shortAddress(this.#conn.remoteAddr);
        const text = `Connection lost: ${peer} closed it ${left} bytes before the end of ${what}`;
        throw new ConnectionError("cut", text);
      }
      left -= chunk.length;
      yield chunk;
    }
  }
}

/** Bytes of one read. Throughput does not grow beyond it (measured). */
const LARGEST = 1024 * 1024;
