/** Messages to the sender, in order. @module */

import type { FrameTypeId } from "../../frame/frame.ts";
import type { FrameWriter } from "../../frame/frame_writer.ts";

/** Writes messages one after the other; they come from the frame loop and from verifications beside it. */
export class ReplyQueue {
  readonly #encode: FrameWriter;
  #last: Promise<void> = Promise.resolve();
  #hasUnsent = false;

  constructor(encode: FrameWriter) {
    this.#encode = encode;
  }

  /** Adds a message that waits for {@linkcode ReplyQueue.flush}; resolves when the encoder has it. */
  add(type: FrameTypeId, message: unknown): Promise<void> {
    this.#hasUnsent = true;
    return this.#next(() => this.#encode.control(type, message));
  }

  /** Sends a message at once. */
  send(type: FrameTypeId, message: unknown): Promise<void> {
    return this.#next(async () => {
      await this.#encode.control(type, message);
      await this.#encode.flush();
    });
  }

  /** Whether a message waits for {@linkcode ReplyQueue.flush}. */
  get hasUnsent(): boolean {
    return this.#hasUnsent;
  }

  /** Sends what was added. */
  flush(): Promise<void> {
    this.#hasUnsent = false;
    return this.#next(() => this.#encode.flush());
  }

  #next(action: () => Promise<void>): Promise<void> {
    const result = this.#last = this.#last.then(action);
    result.catch(() => {/* Thrown to the caller. */});
    return result;
  }
}
