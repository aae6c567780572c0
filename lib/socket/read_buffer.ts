/** A buffer for reads that grows with the traffic. @module */

/** Options of {@linkcode ReadBuffer}. */
export interface ReadBufferOptions {
  /** Bytes at first, which an idle connection keeps. @default {1024} */
  first?: number;
  /** Bytes at most. @default {262144} */
  largest?: number;
}

/** The factor by which the buffer grows each time it was filled. */
const GROWTH = 8;

/**
 * The view to read into, and what a read has put there.
 *
 * ```ts
 * import { ReadBuffer } from "./read_buffer.ts";
 * import { memoryPair } from "./memory_pair.ts";
 * import { assertEquals } from "@std/assert";
 * const [here, there] = memoryPair();
 * await here.write(new TextEncoder().encode("hello"));
 * const buffer = new ReadBuffer({ first: 4 });
 * const count = await there.read(buffer.view);
 * assertEquals(new TextDecoder().decode(buffer.take(count!)), "hell");
 * assertEquals(buffer.view.length, 32);
 * ```
 */
export class ReadBuffer {
  /** The view for the next read. */
  view: Uint8Array<ArrayBuffer>;
  readonly #largest: number;

  /** Allocates the first buffer. */
  constructor({ first = 1024, largest = 256 * 1024 }: ReadBufferOptions = {}) {
    this.view = new Uint8Array(first);
    this.#largest = largest;
  }

  /** The bytes of a read, valid until the next one. After a full read the next one has a larger buffer. */
  take(count: number): Uint8Array<ArrayBuffer> {
    const { view } = this;
    if (count < view.length) return view.subarray(0, count);
    const larger = Math.min(view.length * GROWTH, this.#largest);
    if (larger > view.length) this.view = new Uint8Array(larger);
    return view;
  }
}
