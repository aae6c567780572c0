/** Counts what becomes of the files of a transfer. @module */

import type { TransferEvent } from "../../lib/transfer/progress.ts";

/** The counts of a summary. */
export class FileCounts {
  /** Files that arrived. */
  files = 0;
  /** Their bytes. */
  bytes = 0;
  /** Files that were left out on purpose. */
  skipped = 0;
  /** Files that were stored under another name because theirs exist. */
  renamed = 0;
  /** Files that did not arrive. */
  failed = 0;

  /** Counts an event. */
  add(event: TransferEvent): void {
    switch (event.type) {
      case "file_done":
        this.files++;
        this.bytes += event.size;
        break;
      case "file_skipped":
        this.skipped++;
        break;
      case "file_renamed":
        this.renamed++;
        break;
      case "file_failed":
        this.failed++;
    }
  }
}
