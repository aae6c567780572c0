/** One output of a process. @module */

import { RUN_WINDOW } from "../../limits.ts";
import { costOf } from "../message.ts";

/** Bytes of one read: what a pipe holds on Linux. */
const READ_BYTES = 64 * 1024;
/** Buffers that wait to be used again at most. */
const MAX_FREE = 32;

/** Buffers to read into, used again: a small program starts processes faster than a large one. */
export class Buffers {
  readonly #free: ArrayBuffer[] = [];

  /** One that nobody else has. */
  take(): ArrayBuffer {
    return this.#free.pop() ?? new ArrayBuffer(READ_BYTES);
  }

  /** It is needed no more. */
  give(buffer: ArrayBuffer): void {
    if (this.#free.length < MAX_FREE) this.#free.push(buffer);
  }
}

/** What an {@linkcode Output} works with. */
export interface OutputOptions {
  /** Bytes at most. */
  limit: number;
  /** Buffers to read into. */
  buffers: Buffers;
  /** Takes what was written; the bytes are its own. */
  put(bytes: Uint8Array<ArrayBuffer>): void;
  /** Told when there was more than the limit. */
  onLimit(): void;
}

/** One output of a process, on its way to whoever asked, with so much under way and no more. */
export class Output {
  /** Bytes that went on. */
  count = 0;
  /** Whether there was more than the limit. */
  truncated = false;
  /** Resolves when nothing more will come. Never rejects. */
  readonly ended: Promise<void>;
  readonly #reader: ReadableStreamBYOBReader;
  #underWay = 0;
  #dropped = false;
  #wake: (() => void)[] = [];

  /** Begins to read. */
  constructor(stream: ReadableStream<Uint8Array<ArrayBuffer>>, options: OutputOptions) {
    this.#reader = stream.getReader({ mode: "byob" });
    this.ended = this.#pump(options).catch(() => {/* the pipe went with the process */});
  }

  /** Whether the reader, not the process, is what is waited for. */
  get waiting(): boolean {
    return this.#underWay > RUN_WINDOW - READ_BYTES;
  }

  /** So much has gone on, by {@linkcode costOf}. */
  taken(cost: number): void {
    this.#underWay -= cost;
    for (const wake of this.#wake.splice(0)) wake();
  }

  /** Nobody wants the rest. */
  drop(): void {
    this.#dropped = true;
    this.taken(0);
    this.#reader.cancel().catch(() => {});
  }

  async #pump({ limit, buffers, put, onLimit }: OutputOptions): Promise<void> {
    let buffer = buffers.take();
    while (!this.#dropped) {
      const { value, done } = await this.#reader.read(new Uint8Array(buffer));
      if (value === undefined) return;
      buffer = value.buffer;
      if (done) buffers.give(buffer);
      if (done || this.#dropped) return;
      if (this.count + value.length > limit) this.truncated = true;
      const part = value.slice(0, limit - this.count);
      this.count += part.length;
      this.#underWay += costOf(part);
      if (part.length > 0) put(part);
      if (this.truncated) {
        onLimit();
        return this.drop();
      }
      while (this.waiting && !this.#dropped) {
        await new Promise<void>((resolve) => this.#wake.push(resolve));
      }
    }
  }
}
