/** What waits to be sent to one of many, and no more of it than is fair. @module */

import { concatBytes } from "../bytes.ts";
import { MAX_SEND_QUEUE_BYTES } from "../limits.ts";
import type { Duplex } from "./duplex.ts";

/**
 * A bounded queue before a connection. To put something in never waits, so that one peer who does not
 * read holds nobody else up; who lets the queue fill up is hung up on.
 */
export class SendQueue {
  readonly #conn: Duplex;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #most: number;
  #size = 0;
  #waiting: Uint8Array[] = [];
  #sending: Promise<void> | undefined;
  #broken = false;

  /** Takes the connection's writer for good; `most` bytes may wait. */
  constructor(conn: Duplex, most: number = MAX_SEND_QUEUE_BYTES) {
    this.#conn = conn;
    this.#writer = conn.writable.getWriter();
    this.#most = most;
  }

  /** True once the peer has gone or was hung up on. */
  get broken(): boolean {
    return this.#broken;
  }

  /** Puts bytes in, which must not change afterwards, or a text; false where the peer is gone or was too slow. */
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

  /** One write at a time, of all that waits: a write for each message of a crowd costs far more. */
  async #send(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        const bytes = concatBytes(this.#waiting.splice(0));
        await this.#writer.write(bytes);
        this.#size -= bytes.length;
      }
    } catch {
      this.#broken = true;
      this.#waiting = [];
    }
    this.#sending = undefined;
  }

  /** Resolves when all that was put in has been sent, or cannot be any more. */
  async flushed(): Promise<void> {
    await this.#sending;
  }
}
