/** Reads the lists of files that senders offer. @module */

import { ConnectionError } from "../../../errors.ts";
import { MAX_OFFER_BYTES, MAX_READ_OFFERS, OFFER_TIMEOUT } from "../../../limits.ts";
import { readShortBody } from "../json_answer.ts";

/**
 * Reads a few lists at once, one of each source. A further one ends the oldest: a sender that sends its list
 * slowly, or not at all, keeps no other out.
 */
export class ReadOffers {
  /** What ends the reading of each source, the oldest first. */
  readonly #running = new Map<string, AbortController>();
  readonly #timeout: number;

  /** @param timeout Milliseconds for a list. @default {OFFER_TIMEOUT} */
  constructor(timeout: number = OFFER_TIMEOUT) {
    this.#timeout = timeout;
  }

  /**
   * Reads the body of a request.
   *
   * @param source Where it came from.
   * @throws {ProtocolError} code `limit` if it is too long.
   * @throws {ConnectionError} if the connection was lost, it took too long, or others were waiting.
   */
  async read(request: Request, source: string): Promise<Uint8Array<ArrayBuffer>> {
    const [oldest] = this.#running.keys();
    if (this.#running.has(source)) this.#end(source);
    else if (this.#running.size >= MAX_READ_OFFERS) this.#end(oldest!);
    const reading = new AbortController();
    this.#running.set(source, reading);
    const timer = setTimeout(() => reading.abort(tooSlow()), this.#timeout);
    try {
      return await readShortBody(request, MAX_OFFER_BYTES, reading.signal);
    } finally {
      clearTimeout(timer);
      if (this.#running.get(source) === reading) this.#running.delete(source);
    }
  }

  #end(source: string): void {
    this.#running.get(source)!.abort(tooSlow());
    this.#running.delete(source);
  }
}

function tooSlow(): ConnectionError {
  return new ConnectionError("timeout", "The list of files took too long");
}
