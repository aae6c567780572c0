/** Files that are served. @module */

import { LocalError } from "../errors.ts";

/** Bytes read from the disk at a time. */
const CHUNK = 256 * 1024;

/** An open plain file. */
export class SharedFile {
  readonly #file: Deno.FsFile;
  /** Its size in bytes when it was opened. */
  readonly size: number;

  /** Takes over the file, and closes it in {@linkcode SharedFile.close}. */
  constructor(file: Deno.FsFile) {
    this.#file = file;
    this.size = file.statSync().size;
  }

  /**
   * Exactly {@linkcode SharedFile.size} bytes, because that size was announced. A chunk is valid until the
   * next one is requested.
   *
   * @throws {LocalError} code `io`: it became shorter.
   */
  async *chunks(): AsyncGenerator<Uint8Array, void, void> {
    const buffer = new Uint8Array(Math.min(CHUNK, this.size));
    for (let left = this.size; left > 0;) {
      const count = await this.#file.read(buffer.subarray(0, Math.min(buffer.length, left)));
      if (count === null) throw new LocalError("io", "The file shrank while it was read");
      left -= count;
      yield buffer.subarray(0, count);
    }
  }

  /** The first bytes, before {@linkcode SharedFile.chunks}. */
  async head(length: number): Promise<Uint8Array> {
    return await this.#part(0, length);
  }

  /** The last bytes, before {@linkcode SharedFile.chunks}. */
  async tail(length: number): Promise<Uint8Array> {
    return await this.#part(Math.max(0, this.size - length), length);
  }

  async #part(from: number, length: number): Promise<Uint8Array> {
    const part = new Uint8Array(Math.min(length, this.size - from));
    let count = 0;
    await this.#file.seek(from, Deno.SeekMode.Start);
    while (count < part.length) {
      const read = await this.#file.read(part.subarray(count));
      if (read === null) break;
      count += read;
    }
    await this.#file.seek(0, Deno.SeekMode.Start);
    return part.subarray(0, count);
  }

  /** Closes the file. */
  close(): void {
    this.#file.close();
  }
}
