/** Answers that somebody types. @module */

import { abortable, settlesWithin } from "../async.ts";
import { concatBytes } from "../bytes.ts";
import type { LineEditor } from "./line_editor.ts";

/** Milliseconds after which what was typed before has arrived. */
const QUIET_TIME = 30;
/** Bytes of an answer at most: more is not typed. */
const MAX_LINE_BYTES = 64 * 1024;

interface Arrival {
  chunk?: Uint8Array;
  error?: unknown;
}

/**
 * Reads a terminal's lines, one when asked. A question that is withdrawn leaves its read waiting for
 * the next question: to cancel it would close standard input for good.
 */
export class LineReader {
  #source: ReadableStream<Uint8Array>;
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #pending: Promise<Arrival> | undefined;
  #arrived = false;

  /** Locks `source` when first asked for a line. */
  constructor(source: ReadableStream<Uint8Array>) {
    this.#source = source;
  }

  /** Drops what was typed before; to be awaited before a question is shown, which that did not answer. */
  async drain(): Promise<void> {
    for (;;) {
      const read = this.#read();
      if (!await settlesWithin(read, QUIET_TIME)) return;
      // The end of input, and a fault, are for the question.
      if ((await read).chunk === undefined) return;
      this.#forget();
    }
  }

  /**
   * The next line that is typed, without its end; undefined at the end of input. What was typed as
   * an answer to a question that has been withdrawn is not an answer to this one: it is dropped.
   *
   * @throws the signal's reason, when it is aborted first
   * @throws {RangeError} for a line longer than 64 KiB
   */
  async next(signal: AbortSignal): Promise<string | undefined> {
    if (this.#arrived) this.#forget();
    let line: Uint8Array = new Uint8Array();
    while (true) {
      const chunk = await this.#next(signal);
      if (chunk === undefined) return line.length === 0 ? undefined : text(line);
      line = concatBytes([line, chunk]);
      const end = line.indexOf(0x0a);
      // What follows in the same chunk was typed before the next question was seen.
      if (end >= 0) return text(line.subarray(0, end));
      if (line.length > MAX_LINE_BYTES) throw new RangeError("read an answer: it does not end");
    }
  }

  /**
   * The next line of a terminal that hands over every key: `editor` makes of them what is shown.
   *
   * @throws the signal's reason, when it is aborted first
   */
  async edit(
    editor: LineEditor,
    show: (text: string) => void,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    if (this.#arrived) this.#forget();
    while (true) {
      const chunk = await this.#next(signal);
      if (chunk === undefined) return undefined;
      const { echo, line, ended } = editor.feed(chunk);
      show(echo);
      if (line !== undefined || ended) return line;
    }
  }

  async #next(signal: AbortSignal): Promise<Uint8Array | undefined> {
    const { chunk, error } = await abortable(this.#read(), signal);
    this.#forget();
    if (error !== undefined) throw error;
    return chunk;
  }

  #read(): Promise<Arrival> {
    this.#reader ??= this.#source.getReader();
    return this.#pending ??= this.#reader.read()
      .then(({ value }) => ({ chunk: value }), (error) => ({ error }))
      .finally(() => this.#arrived = true);
  }

  #forget(): void {
    this.#pending = undefined;
    this.#arrived = false;
  }
}

function text(line: Uint8Array): string {
  return new TextDecoder().decode(line).replace(/\r$/, "");
}
