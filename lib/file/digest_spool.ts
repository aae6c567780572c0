/** Paths and digests of a transfer until it is over: a few in memory, a million on the disk. @module */

import { TextLineStream } from "@std/streams/text-line-stream";

/** Pairs held in memory before they go to the file. */
const HELD = 16_384;

/** A list of paths with their digests, in the order they were added. */
export class DigestSpool {
  readonly #path: string;
  #held: [path: string, digest: string][] = [];
  #file: Deno.FsFile | undefined;

  /** @param path A file to be made when memory does not do; whoever removes its folder removes it. */
  constructor(path: string) {
    this.#path = path;
  }

  /** Adds a pair. */
  add(path: string, digest: string): void {
    this.#held.push([path, digest]);
    if (this.#held.length >= HELD) this.#spill();
  }

  #spill(): void {
    this.#file ??= Deno.openSync(this.#path, {
      createNew: true,
      write: true,
      read: true,
      mode: 0o600,
    });
    const bytes = new TextEncoder().encode(
      this.#held.map((pair) => JSON.stringify(pair) + "\n").join(""),
    );
    for (let at = 0; at < bytes.length;) at += this.#file.writeSync(bytes.subarray(at));
    this.#held = [];
  }

  /** All pairs; to be called once. */
  async *pairs(): AsyncGenerator<[path: string, digest: string]> {
    if (this.#file !== undefined) {
      this.#file.seekSync(0, Deno.SeekMode.Start);
      const lines: ReadableStream<string> = this.#file.readable.pipeThrough(new TextDecoderStream())
        .pipeThrough(
          new TextLineStream(),
        );
      this.#file = undefined;
      for await (const line of lines) yield JSON.parse(line);
    }
    yield* this.#held;
  }

  /** Lets go of the file. */
  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }
}
