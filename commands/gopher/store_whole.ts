/** Stores bytes in a new file, atomically. @module */

import { basename, dirname, join, resolve } from "node:path";
import { LocalError } from "../../lib/errors.ts";
import type { IfExists } from "../../lib/file/if_exists.ts";
import { localFault } from "../../lib/file/local_fault.ts";
import { commit } from "../../lib/file/staging/commit.ts";

/**
 * Writes a file.
 *
 * @returns the path it got; undefined: it exists and is kept.
 * @throws {LocalError} code `exists` if the file exists and the policy does not allow for it; other codes
 *   for file-system errors.
 */
export async function storeWhole(
  path: string,
  bytes: Uint8Array,
  ifExists: IfExists,
): Promise<string | undefined> {
  const folder = dirname(resolve(path));
  const name = basename(path);
  const doing = `store ${JSON.stringify(path)}`;
  let staging: string | undefined;
  try {
    staging = await Deno.makeTempDir({ dir: folder, prefix: ".sluice-get-" });
    const file = await Deno.open(join(staging, name), { write: true, createNew: true });
    try {
      for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
      await file.sync();
    } finally {
      file.close();
    }
    const done = await commit(staging, folder, ifExists);
    const why = done.failed.get(name);
    if (why !== undefined) throw new LocalError("exists", `Cannot ${doing}: ${why}`);
    return done.skipped.has(name) ? undefined : join(dirname(path), done.finalPath(name));
  } catch (cause) {
    throw localFault(cause, doing);
  } finally {
    if (staging !== undefined) Deno.removeSync(staging, { recursive: true });
  }
}
