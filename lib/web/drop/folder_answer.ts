/** Creates a folder without content by PUT (docs/http.md). @module */

import { join } from "node:path";
import { LocalError } from "../../errors.ts";
import { entryError } from "../../file/entry_error.ts";
import { localFault } from "../../file/local_fault.ts";
import { lstat } from "../../file/lstat_below.ts";
import { makeFolders } from "../../file/make_folders.ts";
import type { SafePath } from "../../file/safe_path.ts";
import { syncFolder } from "../../file/staging/sync_folder.ts";
import { textAnswer } from "../http/answer.ts";
import type { RequestContext } from "../request_context.ts";
import type { Intake } from "./intake.ts";
import { UPLOAD_COMPLETE } from "./upload_complete.ts";

/**
 * Creates a folder, unless it exists. A name of another kind is never replaced.
 *
 * @throws {LocalError} code `exists` if a file or a link has the name, or that of a folder around it.
 */
export function folderAnswer(context: RequestContext, path: SafePath, intake: Intake): Response {
  intake.admitName(path);
  const exists = lstat(join(intake.into, path))?.isDirectory;
  if (!exists) {
    intake.admitFolder();
    intake.createdFolder(context, path, create(intake.into, path));
  }
  intake.delivered(context);
  return exists
    ? textAnswer(200, "The folder already exists", UPLOAD_COMPLETE)
    : textAnswer(201, "Folder created", UPLOAD_COMPLETE);
}

/** Creates a folder and those around it; returns how many there were to create. */
function create(into: string, path: SafePath): number {
  try {
    const changed = makeFolders(into, path);
    // Not all of them: the runtime needs 20 ms to open a folder 1,000 levels down. File systems with a
    // journal bring older names to the disk with the newest one.
    for (const folder of new Set([...changed.slice(0, 1), ...changed.slice(-1)])) {
      syncFolder(folder);
    }
    return changed.length;
  } catch (cause) {
    if (cause instanceof LocalError && cause.code === "exists") {
      throw new LocalError("exists", `${cause.message}; use another name for the folder`);
    }
    const doing = `store ${JSON.stringify(path)}`;
    throw entryError(cause, doing) ?? localFault(cause, doing);
  }
}
