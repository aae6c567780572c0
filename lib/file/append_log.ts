/** A file that lines are added to, each on the disk before the next. @module */

import { writeAllSync } from "../bytes.ts";

const encoder = new TextEncoder();

/** Adds lines to a file that only its owner may read. */
export class AppendLog {
  readonly #file: Deno.FsFile;

  /** Opens it, or makes it. What is in it stays. */
  constructor(path: string) {
    this.#file = Deno.openSync(path, { append: true, create: true, mode: 0o600 });
  }

  /** Adds a line, its end included; it is on the disk when this returns. */
  add(line: string): void {
    writeAllSync(this.#file, encoder.encode(line));
    this.#file.syncDataSync();
  }

  /** Closes it. */
  close(): void {
    this.#file.close();
  }
}
