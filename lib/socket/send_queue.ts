/** A bounded queue of bytes to send to one of many peers. @module */

import { concatBytes } from "../bytes.ts";
import { MAX_SEND_QUEUE_BYTES } from "../limits.ts";
import type { Duplex } from "./duplex.ts";

/**
 * A bounded queue in front of a connection. {@linkcode SendQueue.put} never waits, so that a peer that does
 * not read does not delay the others. A connection whose queue overflows is aborted.
 *
 * ```ts
 * import { SendQueue } from "./send_queue.ts";
 * import { read } from "./read.ts";
 * import { memoryPair } from "./memory_pair.ts";
 * import { assertEquals } from "@std/assert";
 * const [here, there] = memoryPair();
 * const queue = new SendQueue(here);
 * queue.put(new TextEncoder().encode("hello"));
 * await queue.flushed();
 * assertEquals((await read(there, 100))?.length, 5);
 * ```
 */
export class SendQueue {
  readonly #conn: Duplex;
  readonly #most: number;
  #size = 0;
  #waiting: Uint8Array[] = [];
  #sending: Promise<void> | undefined;
  #broken = false;

  /**
   * Takes the writes of the connection over.
   *
   * @param most Bytes that may wait. @default {MAX_SEND_QUEUE_BYTES}
   */
  constructor(conn: Duplex, most: number = MAX_SEND_QUEUE_BYTES) {
    this.#conn = conn;
    this.#most = most;
  }

  /** True once the connection has failed or was aborted. */
  get broken(): boolean {
    return this.#broken;
  }

  /**
   * Adds bytes, which must not change afterwards, or a text.
   *
   * @returns false if the connection has failed or the queue overflows.
   */
  put(message: Uint8Array | string): boolean {
    const bytes = typeof message === "string" ? new TextEncoder().encode(message) : message;
    if (this.#broken) return false;
    if (this.#size + bytes.length > this.#most) {
      this.#broken = true;
      this.#conn.abort();
      return false;
    }
    this.#size += bytes.length;
    this.#waiting.push(bytes);
    this.#sending ??= this.#send();
    return true;
  }

  /** Writes everything that waits at once: one write for each message would cost far more. */
  async #send(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        const bytes = concatBytes(this.#waiting.splice(0));
        await this.#conn.write(bytes);
        this.#size -= bytes.length;
      }
    } catch {
      this.#broken = true;
      this.#waiting = [];
    }
    this.#sending = undefined;
  }

  /** Resolves when the queue is empty or the connection has failed. */
  async flushed(): Promise<void> {
    await this.#sending;
  }
}
