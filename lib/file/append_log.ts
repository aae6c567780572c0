/** Append-only files whose lines are synced one by one. @module */

import { writeAllSync } from "../bytes.ts";

const encoder = new TextEncoder();

/** Appends lines to a file that only its owner may read. */
export class AppendLog {
  readonly #file: Deno.FsFile;

  /** Opens the file, or creates it. Its content is kept. */
  constructor(path: string) {
    this.#file = Deno.openSync(path, { append: true, create: true, mode: 0o600 });
  }

  /** Appends a line, including its line end; it is on the disk when this returns. */
  add(line: string): void {
    writeAllSync(this.#file, encoder.encode(line));
    this.#file.syncDataSync();
  }

  /** Closes the file. */
  close(): void {
    this.#file.close();
  }
}
