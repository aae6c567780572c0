/** Decodes bytes into lines of limited length. @module */

import { concatBytes } from "../bytes.ts";
import { MAX_LINE_BYTES } from "../limits.ts";
import { ProtocolError } from "../errors.ts";

const LF = 0x0a;
const CR = 0x0d;

/** Options of {@linkcode LineDecoder}. */
export interface LineDecoderOptions {
  /** Bytes of a line at most, its end not counted. @default {MAX_LINE_BYTES} */
  most?: number;
}

/**
 * Splits bytes into lines. Line ends are LF or CR LF and are removed. Bytes that are not UTF-8 become
 * U+FFFD. At most one line is buffered.
 *
 * ```ts
 * import { LineDecoder } from "./line_decoder.ts";
 * import { assertEquals } from "@std/assert";
 * const lines = new LineDecoder();
 * assertEquals([...lines.push(new TextEncoder().encode("one\r\ntw"))], ["one"]);
 * assertEquals([...lines.push(new TextEncoder().encode("o\n"))], ["two"]);
 * assertEquals(lines.rest(), "");
 * ```
 */
export class LineDecoder {
  readonly #most: number;
  #held: Uint8Array[] = [];
  #size = 0;

  /** Starts with an empty buffer. */
  constructor({ most = MAX_LINE_BYTES }: LineDecoderOptions = {}) {
    this.#most = most;
  }

  /** Bytes of the line that is not complete yet. */
  get size(): number {
    return this.#size;
  }

  /**
   * Yields the lines that end in `chunk`, whose buffer may be reused afterwards.
   *
   * @throws {ProtocolError} code `limit` if a line is too long.
   */
  *push(chunk: Uint8Array): Generator<string, void, void> {
    let start = 0;
    for (let end; (end = chunk.indexOf(LF, start)) >= 0; start = end + 1) {
      this.#hold(chunk.subarray(start, end));
      yield this.#take();
    }
    if (start < chunk.length) this.#hold(chunk.slice(start));
  }

  /** Returns the text after the last line end, `""` if there is none, and clears the buffer. */
  rest(): string {
    return this.#take();
  }

  #hold(bytes: Uint8Array): void {
    this.#size += bytes.length;
    // One more for the CR of the line end.
    if (this.#size > this.#most + 1) {
      throw new ProtocolError(`A line is longer than ${this.#most} bytes`, "limit");
    }
    this.#held.push(bytes);
  }

  #take(): string {
    const line = concatBytes(this.#held);
    this.#held = [];
    this.#size = 0;
    return new TextDecoder().decode(line.at(-1) === CR ? line.subarray(0, -1) : line);
  }
}
