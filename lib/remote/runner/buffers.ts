/** Reused read buffers. @module */

/** Bytes of a read: what a pipe holds on Linux. */
export const READ_BYTES = 64 * 1024;
/** Free buffers that are kept. */
const MAX_FREE = 32;

/** A pool of read buffers: a process with little memory forks faster than one with much. */
export class Buffers {
  readonly #free: ArrayBuffer[] = [];

  /** Takes a buffer out of the pool. */
  take(): ArrayBuffer {
    return this.#free.pop() ?? new ArrayBuffer(READ_BYTES);
  }

  /** Returns a buffer to the pool. */
  give(buffer: ArrayBuffer): void {
    if (this.#free.length < MAX_FREE) this.#free.push(buffer);
  }
}
