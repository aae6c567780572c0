/** Notices a complete answer of a server that does not end its direction. @module */

import { MESSAGE_SILENCE } from "../../lib/limits.ts";

/**
 * Aborts {@linkcode AnswerWatch.signal} once everything was sent, the answer is at least as long, and nothing
 * more has come for a moment. Servers of the exercise answer, and never close. A shorter answer may go on.
 */
export class AnswerWatch {
  readonly #complete = new AbortController();
  /** Bytes of the answer that are still missing. */
  #missing = 0;
  #sentAll = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Aborted when the answer is complete. */
  get signal(): AbortSignal {
    return this.#complete.signal;
  }

  /** Passes the input on, and notices its end. */
  watched(input: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
    return input.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform: (chunk, controller) => {
          this.#missing += chunk.length;
          controller.enqueue(chunk);
        },
        flush: () => {
          this.#sentAll = true;
          this.#wait();
        },
      }),
    );
  }

  /** Counts a part of the answer. */
  received(bytes: Uint8Array): void {
    this.#missing -= bytes.length;
    this.#wait();
  }

  /** Ends the watch. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  #wait(): void {
    clearTimeout(this.#timer);
    // The server may have removed the line end.
    if (!this.#sentAll || this.#missing > 1) return;
    this.#timer = setTimeout(() => this.#complete.abort(), MESSAGE_SILENCE);
  }
}
