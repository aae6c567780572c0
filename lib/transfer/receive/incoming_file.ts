/** Files on their way to the receiver, by their states. @module */

import type { PeerPath, SafePath } from "../../file/safe_path.ts";
import type { StagedFile } from "../../file/staging/staged_file.ts";
import type { Entry } from "../../frame/control.ts";
import type { DroppedFile } from "./dropped_file.ts";
import type { StreamedFile } from "./streamed_file.ts";

/** A file that was announced. */
export interface AnnouncedFile {
  /** Its entry. */
  entry: Entry;
  /** The sender's path. */
  path: PeerPath;
  /** Where it is stored; absent where it is not. */
  local?: SafePath;
}

/** A file that was asked for. */
export interface AwaitedFile extends AnnouncedFile {
  local: SafePath;
  /** First byte that was asked for. */
  offset: number;
}

/** A file whose content is being received. */
export interface IncomingFile extends AnnouncedFile {
  /** Where the content goes. */
  staged: StagedFile | StreamedFile | DroppedFile;
  /** First byte that is sent. Where it is not 0, the digest is computed from the disk. */
  offset: number;
  /** The digest of what is on the disk, once all of it is there. */
  computed?: Promise<string>;
}
