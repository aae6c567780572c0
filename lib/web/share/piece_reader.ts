/** Reads files in pieces for the network. @module */

/** A read that takes longer, in milliseconds, has waited for the disk. From the cache it takes about 0.05. */
const SLOW_READ = 8;
/** Reads after a slow one that do not block. */
const READS_ASIDE = 64;

/** Options of {@linkcode PieceReader}. */
export interface PieceReaderOptions {
  /** Tells the time in milliseconds, in place of `performance.now`. */
  now?: () => number;
}

/**
 * Reads a file in pieces, each with a buffer of its own.
 *
 * What the disk's cache holds is read without a thread, whose coordination costs more than the read. After
 * a slow read the next ones leave the thread of the program to other clients.
 */
export class PieceReader {
  readonly #file: Pick<Deno.FsFile, "read" | "readSync">;
  readonly #now: () => number;
  #aside = 0;

  /** @param file The file, which stays the caller's to close. */
  constructor(
    file: Pick<Deno.FsFile, "read" | "readSync">,
    { now = () => performance.now() }: PieceReaderOptions = {},
  ) {
    this.#file = file;
    this.#now = now;
  }

  /**
   * Reads a piece.
   *
   * @param limit Bytes that it has at most.
   * @returns null at the end of the file.
   */
  async next(limit: number): Promise<Uint8Array<ArrayBuffer> | null> {
    const buffer = new Uint8Array(limit);
    const started = this.#now();
    const count = this.#aside > 0 ? await this.#file.read(buffer) : this.#file.readSync(buffer);
    if (this.#now() - started > SLOW_READ) this.#aside = READS_ASIDE;
    else if (this.#aside > 0) this.#aside--;
    if (count === null) return null;
    return count === limit ? buffer : buffer.subarray(0, count);
  }
}
