/** Stores a file that is fetched by the classic protocol, atomically. @module */

import { basename, join } from "node:path";
import { md5 } from "../../lib/digest/md5.ts";
import { LocalError } from "../../lib/errors.ts";
import { keepsExisting } from "../../lib/file/existing_name.ts";
import type { IfExists } from "../../lib/file/if_exists.ts";
import { localFault } from "../../lib/file/local_fault.ts";
import { commit } from "../../lib/file/staging/commit.ts";
import { safePath } from "../../lib/file/safe_path.ts";
import { writeSparse } from "../../lib/file/staging/sparse_write.ts";
import type { FileFetcher } from "../../lib/services/fetch_file.ts";
import { UNTIMED } from "../flags/if_exists.ts";

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
 * @returns the stored file; undefined: the name exists, and is skipped.
 * @throws {LocalError} code `exists`, before a request is sent; other codes for file-system errors.
 * @throws as {@linkcode FileFetcher.fetch} does.
 */
export async function storeFetched(
  fetcher: FileFetcher,
  name: string,
  { into, ifExists }: { into: string; ifExists: IfExists },
): Promise<Stored | undefined> {
  const path = safePath(basename(name));
  if (keepsExisting(join(into, path), path, ifExists, UNTIMED)) return undefined;
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
    const done = await commit(folder!, into, ifExists);
    const why = done.failed.get(path);
    if (why !== undefined) throw new LocalError("exists", `Cannot ${doing}: ${why}`);
    return done.skipped.has(path) ? undefined : { path: done.finalPath(path), digest, size };
  } finally {
    file?.close();
    if (folder !== undefined) Deno.removeSync(folder, { recursive: true });
  }
}

async function write(file: Deno.FsFile, chunk: Uint8Array, doing: string): Promise<void> {
  try {
    await writeSparse(file, chunk);
  } catch (cause) {
    throw localFault(cause, doing);
  }
}
