/** A file that lines are added to, each on the disk before the next. @module */

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
    const bytes = encoder.encode(line);
    for (let at = 0; at < bytes.length;) at += this.#file.writeSync(bytes.subarray(at));
    this.#file.syncDataSync();
  }

  /** Closes it. */
  close(): void {
    this.#file.close();
  }
}
