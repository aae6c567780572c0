/** Reuse of buffers. @module */

/** Lends buffers of one size. A caller waits while all of them are lent. */
export class BufferPool {
  readonly #free: Uint8Array<ArrayBuffer>[];
  readonly #waiting: ((buffer: Uint8Array<ArrayBuffer>) => void)[] = [];

  /** @param count Number of buffers. @param bytes Size of each. */
  constructor(count: number, bytes: number) {
    this.#free = Array.from({ length: count }, () => new Uint8Array(bytes));
  }

  /** Runs an action with a buffer that no other action uses until it resolves. */
  async use<T>(action: (buffer: Uint8Array<ArrayBuffer>) => Promise<T>): Promise<T> {
    const buffer = this.#free.pop() ??
      await new Promise<Uint8Array<ArrayBuffer>>((resolve) => this.#waiting.push(resolve));
    try {
      return await action(buffer);
    } finally {
      const next = this.#waiting.shift();
      if (next) next(buffer);
      else this.#free.push(buffer);
    }
  }
}
