/** Files that the receiver has asked for and that have not begun. @module */

import { ProtocolError } from "../../errors.ts";
import { MAX_AWAITED, MAX_AWAITED_BYTES } from "../../limits.ts";
import type { AwaitedFile } from "./incoming_file.ts";

/** Remembers awaited files, within limits of number and memory. */
export class AwaitedFiles {
  readonly #files = new Map<number, AwaitedFile>();
  #bytes = 0;

  /** How many files are awaited. */
  get size(): number {
    return this.#files.size;
  }

  /** Adds a file. @throws {ProtocolError} code `limit`: too many are awaited. */
  add(file: AwaitedFile): void {
    this.#bytes += memoryOf(file);
    if (this.#files.size >= MAX_AWAITED || this.#bytes > MAX_AWAITED_BYTES) {
      throw new ProtocolError("The sender announced too many files ahead", "limit");
    }
    this.#files.set(file.entry.id, file);
  }

  /** The file of a number. */
  get(id: number): AwaitedFile | undefined {
    return this.#files.get(id);
  }

  /** Removes a file that begins. */
  remove(file: AwaitedFile): void {
    this.#files.delete(file.entry.id);
    this.#bytes -= memoryOf(file);
  }
}

/** Bytes of memory that an awaited file takes, approximately. */
function memoryOf({ path, local }: AwaitedFile): number {
  return (path.length + (local === path ? 0 : local.length)) * 2;
}
