/** Stores bytes in a new file, atomically. @module */

import { basename, dirname, join, resolve } from "node:path";
import { LocalError } from "../../lib/errors.ts";
import { lstat } from "../../lib/file/lstat_below.ts";
import { localFault } from "../../lib/file/local_fault.ts";
import { commit } from "../../lib/file/staging/commit.ts";

/** @throws {LocalError} code `exists` if there is a file at the path. */
export function assertNew(path: string): void {
  if (lstat(resolve(path)) === undefined) return;
  throw new LocalError("exists", `${JSON.stringify(path)} already exists; use another name`);
}

/**
 * Writes a new file.
 *
 * @throws {LocalError} code `exists` if the file exists; other codes for file-system errors.
 */
export async function storeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(resolve(path));
  const doing = `store ${JSON.stringify(path)}`;
  let staging: string | undefined;
  try {
    staging = await Deno.makeTempDir({ dir: folder, prefix: ".sluice-get-" });
    const file = await Deno.open(join(staging, basename(path)), { write: true, createNew: true });
    try {
      for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
      await file.sync();
    } finally {
      file.close();
    }
    await commit(staging, folder, "refuse");
  } catch (cause) {
    throw localFault(cause, doing);
  } finally {
    if (staging !== undefined) Deno.removeSync(staging, { recursive: true });
  }
}
