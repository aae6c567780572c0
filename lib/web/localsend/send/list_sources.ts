/** Lists what is sent to a LocalSend receiver: all of it, because every file is announced. @module */

import { RefusedError } from "../../../errors.ts";
import type { Root } from "../../../file/source/roots.ts";
import {
  type SkippedEntry,
  type SourceEntry,
  walk,
  type WalkOptions,
} from "../../../file/source/walk.ts";
import { MAX_OFFERED_FILES } from "../../../limits.ts";

/** What was found. */
export interface ListedSources {
  /** The files, in the order of a walk. */
  files: (SourceEntry & { size: number })[];
  /** Their bytes. */
  bytes: number;
  /** Entries that are not sent. */
  skipped: SkippedEntry[];
  /** Folders without a file or folder in them, which the protocol has no way to send. */
  emptyFolders: string[];
}

/**
 * Walks the roots.
 *
 * @throws {RefusedError} code `limit` if there are more files than a receiver takes.
 */
export function listSources(roots: readonly Root[], options: WalkOptions): ListedSources {
  const listed: ListedSources = { files: [], bytes: 0, skipped: [], emptyFolders: [] };
  // The last folder, while nothing in it was found.
  let folder: string | undefined;
  for (
    const entry of walk(roots, { linkAdvice: "--symlinks follow sends its target", ...options })
  ) {
    const isInside = folder !== undefined && entry.path.startsWith(`${folder}/`);
    if (folder !== undefined && !isInside) listed.emptyFolders.push(folder);
    folder = entry.kind === "dir" ? entry.path : undefined;
    if (entry.kind === "skipped") listed.skipped.push(entry);
    else if (entry.kind === "file" && entry.size !== null) {
      listed.files.push(entry as SourceEntry & { size: number });
      listed.bytes += entry.size;
      if (listed.files.length > MAX_OFFERED_FILES) throw tooMany();
    }
  }
  if (folder !== undefined) listed.emptyFolders.push(folder);
  return listed;
}

function tooMany(): RefusedError {
  return new RefusedError(
    "limit",
    `More than ${MAX_OFFERED_FILES} files; send fewer at once, or an archive of them`,
  );
}
