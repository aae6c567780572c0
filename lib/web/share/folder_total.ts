/** What is in a folder and all folders below it, counted on request. @module */

import { sleep } from "../../async.ts";
import { walk } from "../../file/source/walk.ts";
import type { SharedEntry } from "./shared_tree.ts";

/** The numbers. */
export interface FolderTotal {
  /** Files. */
  files: number;
  /** Folders, without the folder itself. */
  folders: number;
  /** Bytes of the files. */
  bytes: number;
  /** False where counting ended at a limit: there is more. */
  complete: boolean;
}

/** Options of {@linkcode folderTotal}. */
export interface FolderTotalOptions {
  /** Ends counting. */
  signal?: AbortSignal;
  /** Entries that are counted at most. @default {1_000_000} */
  most?: number;
}

const MOST = 1_000_000;
/** Entries that are counted before other requests get a turn. */
const AT_ONCE = 500;

/**
 * Counts.
 *
 * @throws the signal's reason.
 */
export async function folderTotal(
  { name, source }: Pick<SharedEntry, "name" | "source">,
  { signal, most = MOST }: FolderTotalOptions = {},
): Promise<FolderTotal> {
  const total = { files: 0, folders: -1, bytes: 0, complete: true };
  let seen = 0;
  for (const { kind, ...found } of walk([{ name, source }])) {
    if (++seen > most) return { ...total, complete: false };
    if (seen % AT_ONCE === 0) await sleep(0, signal);
    if (kind === "dir") total.folders++;
    else if (kind === "file") {
      total.files++;
      total.bytes += (found as { size: number | null }).size ?? 0;
    }
  }
  return { ...total, folders: Math.max(0, total.folders) };
}
