/** Progress, events and results of transfers. @module */

/** How far a transfer is. The session updates it; a progress display may read it at any time. */
export interface TransferState {
  /** Path of the current file. */
  path: string;
  /** Bytes of content that are done, including those that the receiver had already. */
  bytes: number;
  /** Bytes of content that were sent over this connection. */
  transferred: number;
  /** Total size in bytes; undefined where it is not known. */
  totalBytes?: number;
  /** Files that are done. */
  files: number;
}

/** An event of one entry. */
export type TransferEvent =
  | { type: "file_started"; path: string; size: number | null; offset: number }
  | { type: "file_done"; path: string; size: number; digest: string }
  | { type: "file_failed"; path: string; code: string; message: string }
  | { type: "file_skipped"; path: string; reason: string }
  | { type: "file_renamed"; path: string; name: string }
  | { type: "file_restarted"; path: string }
  | { type: "name_adapted"; path: string; name: string };

/** What the receiver holds of a transfer already. */
export interface Held {
  /** Bytes of content. */
  bytes: number;
  /** Total size in bytes; undefined where it is not known. */
  total: number | undefined;
}

/** The result of a transfer. */
export interface TransferSummary {
  /** Files that the receiver has committed; both sides count the same. 0 for a text, which is no file. */
  files: number;
  /** Bytes of their content, or of the text. */
  bytes: number;
  /** Files, links and empty folders that were not committed; both sides count the same. */
  failed: number;
  /**
   * Files that the receiver left out because of its policy for names that exist; both sides count the same.
   * The sender adds links and special files that it did not send.
   */
  skipped: number;
  /** Entries that the receiver stored under another name because theirs existed; both sides count the same. */
  renamed: number;
  /** The offered names as they are in the destination; at the receiver only. */
  names?: string[];
  /** Bytes of content that were sent over this connection; less than `bytes` where a transfer was resumed. */
  transferred: number;
  /** Milliseconds from the receiver's consent to its acknowledgement, on this connection. */
  elapsed: number;
}

/**
 * The state before a transfer begins.
 *
 * ```ts
 * import { newState } from "./progress.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(newState().bytes, 0);
 * ```
 */
export function newState(): TransferState {
  return { path: "", bytes: 0, transferred: 0, files: 0 };
}
