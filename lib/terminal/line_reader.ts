/** Reads answers that are typed on a terminal. @module */

import { abortable, settlesWithin } from "../async.ts";
import { concatBytes } from "../bytes.ts";
import type { LineEditor } from "./line_editor.ts";

/** Milliseconds without input after which everything typed before has arrived. */
const QUIET_TIME = 30;
const LF = 0x0a;
const CR = 0x0d;
/** Bytes of an answer at most. */
const MAX_LINE_BYTES = 64 * 1024;

interface Arrival {
  chunk?: Uint8Array | undefined;
  error?: unknown;
}

/**
 * Reads lines of a terminal on request. The read of a withdrawn question stays pending for the next one,
 * because cancelling it would close standard input for good.
 */
export class LineReader {
  #source: ReadableStream<Uint8Array>;
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #pending: Promise<Arrival> | undefined;
  #arrived = false;
  /** What was typed after the last line, in the same read. */
  #rest: Uint8Array = new Uint8Array();

  /** Locks `source` at the first read. */
  constructor(source: ReadableStream<Uint8Array>) {
    this.#source = source;
  }

  /** Discards everything typed before. Must be awaited before a question is shown. */
  async drain(): Promise<void> {
    this.#rest = new Uint8Array();
    for (;;) {
      const read = this.#read();
      if (!await settlesWithin(read, QUIET_TIME)) return;
      // The end of input and an error are left to the next read.
      if ((await read).chunk === undefined) return;
      this.#forget();
    }
  }

  /**
   * Resolves to the next line without its end, or to undefined at the end of input. An answer to a
   * withdrawn question is discarded.
   *
   * @throws the signal's reason if it is aborted first.
   * @throws {RangeError} if a line is longer than 64 KiB.
   */
  async next(signal: AbortSignal): Promise<string | undefined> {
    if (this.#arrived) this.#forget();
    let line: Uint8Array = new Uint8Array();
    while (true) {
      const chunk = await this.#next(signal);
      if (chunk === undefined) return line.length === 0 ? undefined : text(line);
      line = concatBytes([line, chunk]);
      const end = line.indexOf(LF);
      if (end >= 0) {
        this.#rest = line.subarray(end + 1);
        return text(line.subarray(0, end));
      }
      if (line.length > MAX_LINE_BYTES) throw new RangeError("The answer is too long");
    }
  }

  /**
   * Resolves to the next line of a terminal in raw mode, edited by `editor`, or to undefined at the end of
   * input.
   *
   * @throws the signal's reason if it is aborted first.
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
      const end = endOfLine(chunk);
      this.#rest = chunk.subarray(end);
      const { echo, line, ended } = editor.feed(chunk.subarray(0, end));
      show(echo);
      if (line !== undefined || ended) return line;
    }
  }

  async #next(signal: AbortSignal): Promise<Uint8Array | undefined> {
    if (this.#rest.length > 0) {
      const rest = this.#rest;
      this.#rest = new Uint8Array();
      return rest;
    }
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

/** The offset after the first Enter (CR, LF or both); the length if there is none. */
function endOfLine(keys: Uint8Array): number {
  const end = keys.findIndex((key) => key === CR || key === LF);
  if (end < 0) return keys.length;
  return end + (keys[end] === CR && keys[end + 1] === LF ? 2 : 1);
}

function text(line: Uint8Array): string {
  return new TextDecoder().decode(line).replace(/\r$/, "");
}
