/** What the browser's side tells whoever started it. @module */

/** Something that happened; `peer` is the client's address, `path` relative to what is shared or stored in. */
export type WebEvent =
  | { type: "download_started"; peer: string; path: string; size: number | null; offset: number }
  | { type: "download_done"; peer: string; path: string; bytes: number }
  | { type: "download_cut"; peer: string; path: string; bytes: number }
  | { type: "upload_started"; peer: string; path: string; size: number | null; offset: number }
  | { type: "upload_cut"; peer: string; path: string; bytes: number }
  | { type: "upload_done"; peer: string; path: string; size: number; digest: string }
  | { type: "upload_skipped"; peer: string; path: string; reason: string }
  | { type: "upload_failed"; peer: string; path: string; code: string; message: string }
  | { type: "turned_away"; peer: string; status: number; reason: string };

/** One thing on its way to or from a client, for whoever draws progress. */
export interface Activity {
  /** Says that more bytes have passed. */
  add(bytes: number): void;
  /** Says that it is over. */
  end(): void;
}

/** Hears what happens. */
export interface WebObserver {
  /** Told of every event. */
  event(event: WebEvent): void;
  /** Something begins: `size` bytes, null where nobody knows, of which `offset` are there already. */
  begin(peer: string, path: string, size: number | null, offset: number): Activity;
}
