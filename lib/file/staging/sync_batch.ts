/**
 * Brings files to the disk in rounds. A round asks for all of them at once, which a journaling
 * file system answers with few commits; one by one, 10,000 small files take minutes on a disk.
 *
 * @module
 */

import { SYNC_BATCH_BYTES, SYNC_BATCH_FILES } from "../../limits.ts";

/** Milliseconds that a round may spend on syncs one by one. Memory-backed storage needs less than that for all of them. */
const PATIENCE = 20;

/** Files that are written but may not be on the disk yet. It closes them. */
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
      while (synced < files.length && performance.now() - start < PATIENCE) {
        files[synced++]!.syncDataSync();
      }
      await Promise.all(files.slice(synced).map((file) => file.syncData()));
    } finally {
      for (const file of files) file.close();
    }
  }

  /** Closes without syncing: the files are not wanted any more. */
  drop(): void {
    for (const file of this.#files.splice(0)) file.close();
  }
}
