/** What is reported of a session. @module */

import type { IfExists } from "../../../file/if_exists.ts";
import type { ReceivedOffer } from "./offer.ts";
import type { PlannedFile } from "./planned_file.ts";
import type { SessionEnd } from "./session.ts";

/** An event of one file; `path` is that of the offer. */
export type SessionEvent =
  | { type: "file_started"; path: string; size: number; offset: 0 }
  | { type: "file_done"; path: string; size: number; digest: string }
  | { type: "file_failed"; path: string; code: string; message: string }
  | { type: "file_skipped"; path: string; reason: string }
  | { type: "file_renamed"; path: string; name: string }
  | { type: "name_adapted"; path: string; name: string };

/** Receives the events of one session. */
export interface SessionObserver {
  /** Called with every event. */
  event(event: SessionEvent): void;
  /** Called with the bytes of content that arrived, or with a negative number where they were discarded. */
  bytes(path: string, count: number): void;
  /** Called with every stored file, with its final path. */
  stored(path: string, digest: string): void;
  /** Called once at the end. */
  end(why: SessionEnd): void;
}

/** An offer of files, with their paths. */
export interface FilesOffer extends ReceivedOffer {
  /** The files. */
  files: PlannedFile[];
}

/** What a user has accepted. */
export interface Acceptance {
  /** What to do with names that exist. */
  ifExists: IfExists;
  /** Receives what happens. */
  observer: SessionObserver;
}
