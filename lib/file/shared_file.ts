/** A file that is served to others. @module */

import { LocalError } from "../errors.ts";

/** Bytes read from the disk at a time. */
const CHUNK = 256 * 1024;

/** A plain file that was opened. */
export class SharedFile {
  readonly #file: Deno.FsFile;
  /** Bytes it had when it was opened. */
  readonly size: number;

  /** Owns the file from now on. */
  constructor(file: Deno.FsFile) {
    this.#file = file;
    this.size = file.statSync().size;
  }

  /**
   * Exactly {@linkcode SharedFile.size} bytes: what was announced has to come, whatever becomes of the
   * file meanwhile. A chunk is good until the next one is asked for.
   *
   * @throws {LocalError} code `io`: it became shorter.
   */
  async *chunks(): AsyncGenerator<Uint8Array, void, void> {
    const buffer = new Uint8Array(Math.min(CHUNK, this.size));
    for (let left = this.size; left > 0;) {
      const count = await this.#file.read(buffer.subarray(0, Math.min(buffer.length, left)));
      if (count === null) throw new LocalError("io", "read a file: it became shorter meanwhile");
      left -= count;
      yield buffer.subarray(0, count);
    }
  }

  /** Closes it. */
  close(): void {
    this.#file.close();
  }
}
