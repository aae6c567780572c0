/** Lists that are kept in memory as long as they are short, and on the disk beyond that. @module */

import { writeAllSync } from "../../bytes.ts";
import { MAX_SPOOLED_BYTES } from "../../limits.ts";

/** Bytes that are read at a time. */
const READ_BYTES = 64 * 1024;

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
    for await (const batch of this.batches()) yield* batch;
  }

  /** The same in batches, which take less time for many. */
  async *batches(): AsyncGenerator<T[]> {
    if (this.#file !== undefined) yield* batchesOf(this.#path);
    yield parse(this.#held);
  }

  /** Closes the file. */
  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }
}

/** The values in a file, a line each. */
async function* batchesOf<T>(path: string): AsyncGenerator<T[]> {
  using file = Deno.openSync(path, { read: true });
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(READ_BYTES);
  let rest = "";
  for (let count; (count = await file.read(buffer)) !== null;) {
    const lines = (rest + decoder.decode(buffer.subarray(0, count), { stream: true })).split("\n");
    rest = lines.pop()!;
    yield parse(lines);
  }
}

function parse<T>(lines: readonly string[]): T[] {
  return JSON.parse(`[${lines.join(",")}]`);
}
