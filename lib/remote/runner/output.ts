/** One output of a process. @module */

import { RUN_WINDOW } from "../../limits.ts";
import { costOf } from "../cost.ts";
import { type Buffers, READ_BYTES } from "./buffers.ts";

/** Options of {@linkcode Output}. */
export interface OutputOptions {
  /** Maximum number of bytes. */
  limit: number;
  /** Buffers to read into. */
  buffers: Buffers;
  /** Takes output, and owns the bytes. */
  put(bytes: Uint8Array<ArrayBuffer>): void;
  /** Called when the process has written more than the limit. */
  onLimit(): void;
}

/** Reads one output of a process, with a limited number of bytes under way to the client. */
export class Output {
  /** Bytes passed on. */
  count = 0;
  /** Whether the process has written more than the limit. */
  truncated = false;
  /** Resolves when no more output comes. Never rejects. */
  readonly ended: Promise<void>;
  readonly #reader: ReadableStreamBYOBReader;
  #underWay = 0;
  #dropped = false;
  #wake: (() => void)[] = [];

  /** Starts reading. */
  constructor(stream: ReadableStream<Uint8Array<ArrayBuffer>>, options: OutputOptions) {
    this.#reader = stream.getReader({ mode: "byob" });
    this.ended = this.#pump(options).catch(() => {/* the pipe went with the process */});
  }

  /** Whether it waits for the client rather than for the process. */
  get waiting(): boolean {
    return this.#underWay > RUN_WINDOW - READ_BYTES;
  }

  /** Reports that the client has taken so much, by {@linkcode costOf}. */
  taken(cost: number): void {
    this.#underWay -= cost;
    for (const wake of this.#wake.splice(0)) wake();
  }

  /** Discards the rest. */
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
