/** Stores a file that is fetched by the classic protocol, atomically. @module */

import { basename, join } from "node:path";
import { md5 } from "../../lib/digest/md5.ts";
import { LocalError } from "../../lib/errors.ts";
import { localFault } from "../../lib/file/local_fault.ts";
import { commit } from "../../lib/file/staging/commit.ts";
import { lstat } from "../../lib/file/lstat_below.ts";
import { safePath } from "../../lib/file/safe_path.ts";
import { writeSparse } from "../../lib/file/staging/sparse_write.ts";
import type { FileFetcher } from "../../lib/services/fetch_file.ts";

/** The stored file. */
export interface Stored {
  /** Its name in the destination. */
  path: string;
  /** Its MD5. */
  digest: string;
  /** Its bytes. */
  size: number;
}

/**
 * Fetches one file into a private folder next to its destination, and moves it there once verified.
 *
 * @throws {LocalError} code `exists`, before a request is sent; other codes for file-system errors.
 * @throws as {@linkcode FileFetcher.fetch} does.
 */
export async function storeFetched(
  fetcher: FileFetcher,
  name: string,
  { into, overwrite }: { into: string; overwrite: boolean },
): Promise<Stored> {
  const path = safePath(basename(name));
  if (!overwrite) assertMissing(into, path);
  const doing = `store ${JSON.stringify(path)}`;
  let folder: string | undefined;
  let file: Deno.FsFile | undefined;
  let size = 0;
  try {
    const digest = await fetcher.fetch(`get ${name}`, md5.create(), async (bytes) => {
      size = bytes;
      folder = await Deno.makeTempDir({ dir: into, prefix: ".sluice-get-" });
      file = await Deno.open(join(folder, path), { write: true, createNew: true });
      return { write: (chunk) => write(file!, chunk, doing) };
    });
    await file!.sync();
    file!.close();
    file = undefined;
    const { failed } = await commit(folder!, into, overwrite ? "overwrite" : "refuse");
    if (failed.size > 0) throw new LocalError("exists", `Cannot ${doing}: ${failed.get(path)}`);
    return { path, digest, size };
  } finally {
    file?.close();
    if (folder !== undefined) Deno.removeSync(folder, { recursive: true });
  }
}

/** @throws {LocalError} code `exists` if a file of that name is in the destination. */
export function assertMissing(into: string, path: string): void {
  if (lstat(join(into, path)) === undefined) return;
  throw new LocalError("exists", `${JSON.stringify(path)} already exists; use --overwrite`);
}

async function write(file: Deno.FsFile, chunk: Uint8Array, doing: string): Promise<void> {
  try {
    await writeSparse(file, chunk);
  } catch (cause) {
    throw localFault(cause, doing);
  }
}
