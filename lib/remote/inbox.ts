/** A queue of messages from a port. @module */

import { settlesWithin } from "../async.ts";

/** Queues messages until they are read. The sender limits how much is under way. */
export class Inbox<T extends { type: string }> {
  readonly #messages: T[] = [];
  #closed = false;
  #ended = Promise.withResolvers<void>();
  #wake = () => {};

  /** Starts listening. */
  constructor(port: MessagePort) {
    port.onmessage = ({ data }: MessageEvent<T>) => {
      if (data.type === "exit" || data.type === "refused") this.#ended.resolve();
      if (!this.#closed) this.#messages.push(data);
      this.#wake();
    };
  }

  /** Whether no message is queued. */
  get empty(): boolean {
    return this.#messages.length === 0;
  }

  /** The next message; undefined once {@linkcode Inbox.close} was called. */
  async next(): Promise<T | undefined> {
    while (this.#messages.length === 0 && !this.#closed) {
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
    return this.#closed ? undefined : this.#messages.shift();
  }

  /** Discards all messages from now on. */
  close(): void {
    this.#closed = true;
    this.#messages.length = 0;
    this.#wake();
  }

  /** Discards all messages. Resolves when the last one has come, or after a number of milliseconds. */
  async drain(timeout: number): Promise<void> {
    this.close();
    await settlesWithin(this.#ended.promise, timeout);
  }
}
