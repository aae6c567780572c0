/** One input for several readers in turn. @module */

/**
 * Passes an input's chunks to one stream after the other. A reader that is cancelled while it waits
 * loses no chunk: the next reader receives it.
 */
export class SharedInput {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #pending: Promise<ReadableStreamReadResult<Uint8Array>> | undefined;

  /** Locks the input. */
  constructor(input: ReadableStream<Uint8Array>) {
    this.#reader = input.getReader();
  }

  /** A stream of the chunks from now on, until it is cancelled or the input ends. */
  stream(): ReadableStream<Uint8Array> {
    let left = false;
    return new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        const pending = this.#pending ??= this.#reader.read();
        const { done, value } = await pending;
        if (left) return;
        this.#pending = undefined;
        if (!done) return controller.enqueue(value);
        // Kept for the next reader, which must find the end as well.
        this.#pending = pending;
        controller.close();
      },
      cancel: () => void (left = true),
    }, { highWaterMark: 0 });
  }

  /** Releases the input, so that the program can end. */
  async close(): Promise<void> {
    await this.#reader.cancel().catch(() => {});
  }
}
