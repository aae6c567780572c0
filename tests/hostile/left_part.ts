/** An unfinished transfer of an earlier session. @module */

import { safePath } from "../../lib/file/safe_path.ts";
import { Staging } from "../../lib/file/staging/staging.ts";

/** Leaves a part of one file; a number is that many zero bytes. Returns the staging folder. */
export function leavePart(into: string, path: string, content: string | number): string {
  const names = [safePath(path.split("/")[0]!)];
  const staging = Staging.open(into, { names, digest: "sha256" }, false);
  if (path.includes("/")) staging.tree.makeFolder(names[0]!, 0o755, 0);
  using file = staging.tree.createFile(safePath(path), 0o644);
  if (typeof content === "number") file.truncateSync(content);
  else file.writeSync(new TextEncoder().encode(content));
  staging.keep();
  return staging.folder;
}
