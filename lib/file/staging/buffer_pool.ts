/** A few buffers that many readings take turns with. @module */

/** Lends buffers of one size; who comes when all are lent waits. */
export class BufferPool {
  readonly #free: Uint8Array<ArrayBuffer>[];
  readonly #waiting: ((buffer: Uint8Array<ArrayBuffer>) => void)[] = [];

  /** @param count How many there are. @param bytes Their size. */
  constructor(count: number, bytes: number) {
    this.#free = Array.from({ length: count }, () => new Uint8Array(bytes));
  }

  /** Runs an action with a buffer that is its own until it resolves. */
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
