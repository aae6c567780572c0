/** Counts of a transfer, and the rules by which each side checks the other's. @module */

import { ProtocolError } from "../errors.ts";
import type { Done } from "../frame/control.ts";

/** Totals that a sender declares when it has sent everything. */
export interface SentTotals {
  /** Files that were sent to their end. */
  files: number;
  /** Their bytes. */
  bytes: number;
  /** Entries that could not be sent. */
  failed: number;
}

/** What a transfer has come to so far. Both sides count by the same rules. */
export class Tally {
  /** Entries that were announced; the number of the next one. */
  announced = 0;
  /** Files that were sent to their end, stored or not. */
  files = 0;
  /** Their bytes. */
  bytes = 0;
  /** Entries that the sender could not send. */
  failed = 0;
  /** Entries that the receiver does not store, of those that count as sent or have no content. */
  lost = 0;
  /** Files that the receiver did not ask for, because its policy leaves out what exists. */
  unwanted = 0;
  /** Entries that the sender did not announce: links, sockets. */
  omitted = 0;

  /** Counts a file that was sent to its end. */
  addFile(size: number): void {
    this.files++;
    this.bytes += size;
  }

  /**
   * At the receiver: checks the totals of `fin` against what arrived, and adopts the sender's failures.
   *
   * @throws {ProtocolError} the counts differ.
   */
  adoptSent({ files, bytes, failed }: SentTotals): void {
    if (files !== this.files || bytes !== this.bytes) {
      throw new ProtocolError(
        `the sender reports ${files} files and ${bytes} bytes, but ${this.files} and ${this.bytes} arrived`,
      );
    }
    // Entries that the sender could not even list have no number to be skipped by.
    this.failed = Math.max(this.failed, failed);
  }

  /**
   * At the sender: checks that the receiver's `done` accounts for every file that was sent.
   *
   * @throws {ProtocolError} it does not.
   */
  assertStored({ files, bytes, failed, skipped }: Done): void {
    const isLess = files + failed + skipped < this.files;
    const isMore = files + skipped > this.files || bytes > this.bytes;
    const isOtherSize = (files === 0 && bytes > 0) ||
      (files === this.files && bytes !== this.bytes);
    const isOtherLost = failed > this.announced || failed < this.lost - this.failed;
    if (!isLess && !isMore && !isOtherSize && !isOtherLost) return;
    throw new ProtocolError(
      `the receiver reports ${files} files and ${bytes} bytes stored, ${failed} failed and ` +
        `${skipped} skipped, but ${this.files} and ${this.bytes} were sent`,
    );
  }
}
