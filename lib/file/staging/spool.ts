/** What is remembered of a transfer until it is over: a little in memory, the rest on the disk. @module */

import { TextLineStream } from "@std/streams/text-line-stream";
import { writeAllSync } from "../../bytes.ts";
import { MAX_SPOOLED_BYTES } from "../../limits.ts";

/** A list of values of JSON, in the order they were added. */
export class Spool<T> {
  readonly #path: string;
  #held: string[] = [];
  #bytes = 0;
  #file: Deno.FsFile | undefined;

  /** @param path A file to be made when memory does not do; whoever removes its folder removes it. */
  constructor(path: string) {
    this.#path = path;
  }

  /** Adds a value. */
  add(value: T): void {
    const line = JSON.stringify(value) + "\n";
    this.#held.push(line);
    // A character takes two bytes at most, and a short string as much again.
    this.#bytes += line.length * 2 + 64;
    if (this.#bytes >= MAX_SPOOLED_BYTES) this.#spill();
  }

  #spill(): void {
    this.#file ??= Deno.openSync(this.#path, {
      createNew: true,
      write: true,
      mode: 0o600,
    });
    const bytes = new TextEncoder().encode(this.#held.join(""));
    writeAllSync(this.#file, bytes);
    this.#held = [];
    this.#bytes = 0;
  }

  /** All values, from the first on. */
  async *all(): AsyncGenerator<T> {
    if (this.#file !== undefined) {
      const file = Deno.openSync(this.#path, { read: true });
      const lines: ReadableStream<string> = file.readable.pipeThrough(new TextDecoderStream())
        .pipeThrough(
          new TextLineStream(),
        );
      for await (const line of lines) yield JSON.parse(line);
    }
    for (const line of this.#held) yield JSON.parse(line);
  }

  /** Lets go of the file. */
  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }
}
