/** Files that are sent, and the detection of changes while they are read. @module */

import { whyUnreadable } from "./why_unreadable.ts";
import { LocalError } from "../../errors.ts";
import { isAsListed, type ListedFile } from "./is_as_listed.ts";

/** A file that could not be sent to its end; the transfer continues without it. */
export class SourceError extends LocalError {
  override name = "SourceError";
  /** The reason as a text for the user, without the path on this machine. */
  readonly why: string;

  constructor(path: string, why: string, options?: ErrorOptions) {
    super("io", `Cannot read ${JSON.stringify(path)}: ${why}`, options);
    this.why = why;
  }
}

/** A source file, open for reading. */
export class SourceFile {
  readonly #file: Deno.FsFile;
  readonly #listed: ListedFile & { size: number };
  readonly #path: string;

  private constructor(file: Deno.FsFile, listed: ListedFile & { size: number }) {
    this.#file = file;
    this.#listed = listed;
    this.#path = listed.source;
  }

  /**
   * Opens a file that was listed.
   *
   * @throws {SourceError} it does not exist any more, or cannot be read.
   */
  static open(listed: ListedFile & { size: number }): SourceFile {
    const path = listed.source;
    try {
      return new SourceFile(Deno.openSync(path), listed);
    } catch (cause) {
      throw new SourceError(path, whyUnreadable(cause, path), { cause });
    }
  }

  /** Sets the position of the next read. */
  seek(offset: number): void {
    this.#file.seekSync(offset, Deno.SeekMode.Start);
  }

  /**
   * Fills `into` from the file. With `sync` it reads on this thread, which is faster for little.
   *
   * @throws {SourceError} it ended early, or cannot be read.
   */
  async read(into: Uint8Array<ArrayBuffer>, sync: boolean): Promise<void> {
    try {
      for (let at = 0; at < into.length;) {
        const rest = into.subarray(at);
        const count = sync ? this.#file.readSync(rest) : await this.#file.read(rest);
        if (count === null) throw this.#changed("it shrank while it was sent");
        at += count;
      }
    } catch (cause) {
      if (cause instanceof SourceError) throw cause;
      throw new SourceError(this.#path, whyUnreadable(cause), { cause });
    }
  }

  /**
   * Checks that the file is still as it was listed.
   *
   * @throws {SourceError} it was changed.
   */
  assertUnchanged(): void {
    if (isAsListed(this.#listed)) return;
    // The name may have gone to another file; the open one decides.
    const { size, mtime } = this.#stat();
    if (size > this.#listed.size) throw this.#changed("it grew while it was sent");
    if (size < this.#listed.size) throw this.#changed("it shrank while it was sent");
    if ((mtime?.getTime() ?? 0) !== this.#listed.mtime) {
      throw this.#changed("it was changed while it was sent");
    }
  }

  #stat(): Deno.FileInfo {
    try {
      return this.#file.statSync();
    } catch (cause) {
      // With a list of paths the runtime asks for the right to what the file's path leads to, which a
      // followed link out of the folder does not have; by path it opens and stats the same file.
      if (cause instanceof Deno.errors.NotCapable) return Deno.statSync(this.#path);
      throw new SourceError(this.#path, whyUnreadable(cause), { cause });
    }
  }

  #changed(how: string): SourceError {
    return new SourceError(this.#path, `${how}; send it again`);
  }

  /** Closes the file. */
  close(): void {
    this.#file.close();
  }
}
