/** One input for several readers. @module */

/** A stream of {@linkcode SharedInput}. */
interface Reader {
  controller: ReadableStreamDefaultController<Uint8Array>;
  /** Whether the stream is asked for a chunk. */
  asks: boolean;
}

/**
 * Passes an input's chunks to every stream that is open when they arrive. Reads on once all of them have
 * taken the last chunk, so that the input waits for the slowest. A chunk that arrives while there is none
 * is kept for the next.
 */
export class SharedInput {
  readonly #input: ReadableStreamDefaultReader<Uint8Array>;
  readonly #readers = new Set<Reader>();
  #kept: Uint8Array | undefined;
  #reading = false;
  #ended = false;

  /** Locks the input. */
  constructor(input: ReadableStream<Uint8Array>) {
    this.#input = input.getReader();
  }

  /** A stream of the chunks from now on, until it is cancelled or the input ends. */
  stream(): ReadableStream<Uint8Array> {
    let reader: Reader;
    return new ReadableStream<Uint8Array>({
      start: (controller) => {
        reader = { controller, asks: false };
        this.#readers.add(reader);
      },
      pull: () => {
        reader.asks = true;
        this.#advance();
      },
      cancel: () => {
        this.#readers.delete(reader);
        this.#advance();
      },
    }, { highWaterMark: 0 });
  }

  /** Releases the input, so that the program can end. */
  async close(): Promise<void> {
    await this.#input.cancel().catch(() => {});
  }

  #advance(): void {
    if (this.#ended) return this.#endAll();
    const readers = [...this.#readers];
    if (this.#reading || readers.length === 0 || !readers.every(({ asks }) => asks)) return;
    if (this.#kept !== undefined) return this.#pass(this.#kept);
    this.#reading = true;
    this.#input.read().then(({ done, value }) => {
      this.#reading = false;
      if (!done) return this.#pass(value);
      this.#ended = true;
      this.#endAll();
    }, (error) => {
      for (const { controller } of this.#readers) controller.error(error);
      this.#readers.clear();
    });
  }

  #pass(chunk: Uint8Array): void {
    this.#kept = this.#readers.size === 0 ? chunk : undefined;
    for (const reader of this.#readers) {
      reader.asks = false;
      reader.controller.enqueue(chunk);
    }
  }

  #endAll(): void {
    for (const { controller } of this.#readers) controller.close();
    this.#readers.clear();
  }
}
