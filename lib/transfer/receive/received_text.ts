/** A text that is offered instead of files. @module */

import { concatBytes } from "../../bytes.ts";
import { ProtocolError } from "../../errors.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Holds a text until it is complete. Its length is limited by the offer. */
export class ReceivedText {
  readonly #chunks: Uint8Array[] = [];

  /** Adds bytes, which are copied. */
  readonly write = (bytes: Uint8Array): Promise<void> => {
    this.#chunks.push(bytes.slice());
    return Promise.resolve();
  };

  /** The whole text. @throws {ProtocolError} it is not UTF-8. */
  decode(): string {
    try {
      return utf8.decode(concatBytes(this.#chunks));
    } catch (cause) {
      throw new ProtocolError("the text is not UTF-8", "protocol", { cause });
    }
  }
}
