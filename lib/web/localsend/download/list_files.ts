/** The shared files, as a list for LocalSend devices. @module */

import { sleep } from "../../../async.ts";
import { CallerError } from "../../../errors.ts";
import { MAX_OFFERED_FILES } from "../../../limits.ts";
import { allFiles } from "../../share/checksums.ts";
import type { SharedEntry, SharedTree } from "../../share/shared_tree.ts";

/** Files that are looked at before other requests get a turn. */
const FILES_AT_ONCE = 500;

/**
 * Lists every shared file, in the order of a walk: without links and names that the page does not show.
 *
 * @param max Files at most. @default {MAX_OFFERED_FILES}
 * @throws {CallerError} code `usage` if there are more.
 */
export async function listFiles(
  tree: SharedTree,
  max: number = MAX_OFFERED_FILES,
): Promise<SharedEntry[]> {
  const files: SharedEntry[] = [];
  for (const entry of allFiles(tree)) {
    if (entry.kind !== "file") continue;
    if (files.length === max) {
      throw new CallerError(
        "usage",
        `LocalSend devices are offered ${max} files at most; share fewer, or an archive of them`,
      );
    }
    files.push(entry);
    if (files.length % FILES_AT_ONCE === 0) await sleep(0);
  }
  return files;
}
