/**
 * Syncs files in rounds. A round syncs many files at once, which takes a journaling file system few
 * commits; one by one, 10,000 small files take minutes on a disk.
 *
 * @module
 */

import { SYNC_BATCH_BYTES, SYNC_BATCH_FILES } from "../../limits.ts";

/** Milliseconds that a round may spend on syncs on this thread. Storage in memory needs less for all of them. */
const INLINE_SYNC_TIME = 20;

/** Files that are written but may not be on the disk yet. They are closed when they are synced. */
export class SyncBatch {
  #files: Deno.FsFile[] = [];
  #bytes = 0;

  /** Takes over an open file of `size` bytes; resolves when there is room for the next. */
  add(file: Deno.FsFile, size: number): Promise<void> | void {
    this.#files.push(file);
    this.#bytes += size;
    if (this.#files.length >= SYNC_BATCH_FILES || this.#bytes >= SYNC_BATCH_BYTES) {
      return this.flush();
    }
  }

  /** Syncs and closes every file taken over so far. The first failure is thrown after all are closed. */
  async flush(): Promise<void> {
    const files = this.#files;
    this.#files = [];
    this.#bytes = 0;
    let synced = 0;
    try {
      const start = performance.now();
      while (synced < files.length && performance.now() - start < INLINE_SYNC_TIME) {
        files[synced++]!.syncDataSync();
      }
      await Promise.all(files.slice(synced).map((file) => file.syncData()));
    } finally {
      for (const file of files) file.close();
    }
  }

  /** Closes the files without syncing them. */
  drop(): void {
    for (const file of this.#files.splice(0)) file.close();
  }
}
