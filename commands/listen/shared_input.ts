/** One input for several readers. @module */

import { type After, systemAfter } from "../../lib/async.ts";
import { SLOW_PEER_TIMEOUT } from "../../lib/limits.ts";

/** A stream of {@linkcode SharedInput}. */
interface Reader {
  controller: ReadableStreamDefaultController<Uint8Array>;
  /** Whether the stream is asked for a chunk. */
  asks: boolean;
  /** Called when the stream is given up. */
  onSlow: () => void;
}

/**
 * Passes an input's chunks to every stream that is open when they arrive. Reads on once all of them have
 * taken the last chunk, so that the input waits for the slowest, but gives up those that keep others waiting
 * for {@linkcode SLOW_PEER_TIMEOUT} milliseconds. A chunk that arrives while there is none is kept for the next.
 */
export class SharedInput {
  readonly #input: ReadableStreamDefaultReader<Uint8Array>;
  readonly #readers = new Set<Reader>();
  #kept: Uint8Array | undefined;
  #reading = false;
  #ended = false;
  readonly #after: After;
  #stopWaiting: (() => void) | undefined;

  /**
   * Locks the input.
   *
   * @param after The clock. @default {setTimeout}
   */
  constructor(input: ReadableStream<Uint8Array>, after: After = systemAfter) {
    this.#input = input.getReader();
    this.#after = after;
  }

  /**
   * A stream of the chunks from now on, until it is cancelled or the input ends.
   *
   * @param onSlow Called once the stream is given up, which gets no further chunks.
   */
  stream(onSlow: () => void = () => {}): ReadableStream<Uint8Array> {
    let reader: Reader;
    return new ReadableStream<Uint8Array>({
      start: (controller) => {
        reader = { controller, asks: false, onSlow };
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
    this.#endWait();
    await this.#input.cancel().catch(() => {});
  }

  #advance(): void {
    if (this.#ended) return this.#endAll();
    const readers = [...this.#readers];
    if (this.#reading) return;
    const isAnyWaiting = readers.some(({ asks }) => asks);
    if (!isAnyWaiting || !readers.every(({ asks }) => asks)) {
      if (!isAnyWaiting) this.#endWait();
      else this.#stopWaiting ??= this.#after(SLOW_PEER_TIMEOUT, () => this.#giveUpSlow());
      return;
    }
    this.#endWait();
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

  #endWait(): void {
    this.#stopWaiting?.();
    this.#stopWaiting = undefined;
  }

  #giveUpSlow(): void {
    this.#stopWaiting = undefined;
    for (const reader of this.#readers) {
      if (reader.asks) continue;
      this.#readers.delete(reader);
      reader.onSlow();
    }
    this.#advance();
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
