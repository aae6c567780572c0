/** Creates a folder without content by PUT (docs/http.md). @module */

import { join } from "node:path";
import { lstat } from "../../file/lstat_below.ts";
import { makeFolders } from "../../file/make_folders.ts";
import type { SafePath } from "../../file/safe_path.ts";
import { syncFolder } from "../../file/staging/sync_folder.ts";
import { textAnswer } from "../http/answer.ts";
import type { RequestContext } from "../request_context.ts";
import type { Intake } from "./intake.ts";

/** Creates a folder, unless it exists. A name of another kind is never replaced. */
export function folderAnswer(context: RequestContext, path: SafePath, intake: Intake): Response {
  intake.admitName(path);
  const exists = lstat(join(intake.into, path))?.isDirectory;
  for (const folder of makeFolders(intake.into, path)) syncFolder(folder);
  intake.delivered(context);
  return exists ? textAnswer(200, "The folder already exists") : textAnswer(201, "Folder created");
}
