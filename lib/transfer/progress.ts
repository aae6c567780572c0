/** What a running transfer tells whoever started it. @module */

/** How far it is; written by the session, read whenever somebody wants to draw. */
export interface TransferState {
  /** Path of the current file. */
  path: string;
  /** Bytes of content done, with those that the receiver had already. */
  bytes: number;
  /** Bytes of content that came over this connection. */
  transferred: number;
  /** Bytes in all; undefined where nobody knows. */
  totalBytes?: number;
  /** Files done. */
  files: number;
}

/** Something that happened to one entry. */
export type TransferEvent =
  | { type: "file_started"; path: string; size: number | null; offset: number }
  | { type: "file_done"; path: string; size: number; digest: string }
  | { type: "file_failed"; path: string; code: string; message: string }
  | { type: "file_skipped"; path: string; reason: string }
  | { type: "file_restarted"; path: string }
  | { type: "name_adapted"; path: string; name: string };

/** What the receiver holds of a transfer already. */
export interface Held {
  /** Bytes of content. */
  bytes: number;
  /** Bytes in all; undefined where nobody knows. */
  total: number | undefined;
}

/** What a transfer amounted to. */
export interface TransferSummary {
  /** Files in place at the receiver; both sides count the same. */
  files: number;
  /** Bytes of their content. */
  bytes: number;
  /** Files, links and empty folders that are not in place; both sides count the same. */
  failed: number;
  /** Bytes of content that came over this connection; less than `bytes` where a transfer was resumed. */
  transferred: number;
  /** Milliseconds from the agreement to the acknowledgement, of this connection. */
  elapsed: number;
}

/** A state before anything happened. */
export function newState(): TransferState {
  return { path: "", bytes: 0, transferred: 0, files: 0 };
}
