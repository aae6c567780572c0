/** Events of the web server. @module */

/** An event; `peer` is the client's address, `path` is relative to the shared or destination folder. */
export type WebEvent =
  | { type: "download_started"; peer: string; path: string; size: number | null; offset: number }
  /** `whole`: whether the client has all of it now, with what it fetched before. */
  | { type: "download_done"; peer: string; path: string; bytes: number; whole: boolean }
  | { type: "download_cut"; peer: string; path: string; bytes: number }
  | { type: "upload_started"; peer: string; path: string; size: number | null; offset: number }
  | { type: "upload_cut"; peer: string; path: string; bytes: number }
  | { type: "upload_done"; peer: string; path: string; size: number; digest: string }
  | { type: "folder_created"; peer: string; path: string }
  | { type: "upload_skipped"; peer: string; path: string; reason: string }
  | { type: "upload_failed"; peer: string; path: string; code: string; message: string }
  | { type: "text"; peer: string; text: string }
  | { type: "rejected"; peer: string; status: number; reason: string };

/** One transfer in progress, for a progress display. */
export interface Activity {
  /** Reports that more bytes have passed. */
  add(bytes: number): void;
  /** Reports the end. */
  end(): void;
}

/** Receives events and progress. */
export interface WebObserver {
  /** Called with every event. */
  event(event: WebEvent): void;
  /**
   * Called when a transfer begins.
   *
   * @param size Bytes in total; null where it is unknown.
   * @param offset Bytes that were transferred before.
   */
  begin(peer: string, path: string, size: number | null, offset: number): Activity;
}
