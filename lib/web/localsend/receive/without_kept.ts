/** Leaves out files that need not be sent. @module */

import { comparable, type IfExists, shouldReplace } from "../../../file/if_exists.ts";
import { lstatBelow } from "../../../file/lstat_below.ts";
import { safePath } from "../../../file/safe_path.ts";
import type { PlannedFile } from "./planned_file.ts";
import type { SessionObserver } from "./session_event.ts";

/** Returns the files that are to be sent; the others exist and stay as they are, and are reported. */
export function withoutKept(
  files: readonly PlannedFile[],
  into: string,
  ifExists: IfExists,
  observer: SessionObserver,
): PlannedFile[] {
  if (ifExists !== "skip" && ifExists !== "update") return [...files];
  return files.filter((file) => {
    const { path, isNumbered } = file;
    if (isNumbered || !isKept(file, into, ifExists)) return true;
    observer.event({ type: "file_skipped", path, reason: "it already exists" });
    return false;
  });
}

function isKept({ path, size, modified }: PlannedFile, into: string, ifExists: IfExists): boolean {
  try {
    const existing = lstatBelow(into, safePath(path));
    if (!existing?.isFile) return false;
    if (ifExists === "update" && modified === undefined) return false;
    return !shouldReplace(ifExists, { size, mtime: modified ?? 0 }, comparable(existing));
  } catch {
    // The name is judged where the file is stored.
    return false;
  }
}
