/** The time limits of a request to a LocalSend device. @module */

import { ConnectionError } from "../../errors.ts";
import { LOCALSEND_ANSWER_TIMEOUT } from "../../limits.ts";

/** The time limits of a request. */
export class RequestLimits {
  readonly #expire: (error: ConnectionError) => void;
  readonly #silence: number | undefined;
  #timeout: ReturnType<typeof setTimeout> | undefined;
  #quiet: ReturnType<typeof setTimeout> | undefined;

  /** @param expire Ends the request. */
  constructor(
    expire: (error: ConnectionError) => void,
    { timeout, silence }: Record<"timeout" | "silence", number | undefined>,
  ) {
    this.#expire = expire;
    this.#silence = silence;
    if (timeout !== undefined) this.#timeout = this.#after(timeout);
    this.progressed();
  }

  #after(milliseconds: number): ReturnType<typeof setTimeout> {
    const expire = () =>
      this.#expire(new ConnectionError("timeout", "The device does not answer; try again"));
    return setTimeout(expire, milliseconds);
  }

  /** A part of the body was sent. */
  progressed(): void {
    clearTimeout(this.#quiet);
    if (this.#silence !== undefined) this.#quiet = this.#after(this.#silence);
  }

  /** The response has begun. It must end in time, even if no limit was given. */
  answered(): void {
    this.end();
    this.#timeout = this.#after(LOCALSEND_ANSWER_TIMEOUT);
  }

  /** Ends the limits. */
  end(): void {
    clearTimeout(this.#timeout);
    clearTimeout(this.#quiet);
  }
}
