/** Lists that are kept in memory as long as they are short, and on the disk beyond that. @module */

import { TextLineStream } from "@std/streams/text-line-stream";
import { writeAllSync } from "../../bytes.ts";
import { MAX_SPOOLED_BYTES } from "../../limits.ts";

/** A list of JSON values, in the order in which they were added. */
export class Spool<T> {
  readonly #path: string;
  #held: string[] = [];
  #bytes = 0;
  #file: Deno.FsFile | undefined;

  /** @param path A file that is created when the list gets long. It is removed with its folder. */
  constructor(path: string) {
    this.#path = path;
  }

  /** Adds a value. */
  add(value: T): void {
    const line = JSON.stringify(value) + "\n";
    this.#held.push(line);
    // A character takes two bytes at most, and a string has an overhead of about 64.
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

  /** All values, in order. */
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

  /** Closes the file. */
  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }
}
