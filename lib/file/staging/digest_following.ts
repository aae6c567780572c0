/** Digests of files that are still being written. @module */

import { sleep } from "../../async.ts";
import { ConnectionError } from "../../errors.ts";
import type { BufferPool } from "./buffer_pool.ts";

/** A file that is being written, and how to read it. */
export interface GrowingFile {
  /** Its absolute path. */
  path: string;
  /** Its name in errors. */
  name: string;
  /** Bytes that it will have. */
  size: number;
  /** Bytes that were passed on to be written so far. */
  written: () => number;
  /** Whether nothing more will be written. */
  abandoned: () => boolean;
  /** Buffers to read with. */
  buffers: BufferPool;
}

/** Milliseconds between two looks for more content. */
const POLL_INTERVAL = 50;

/**
 * Reads a file from its start while its tail is written, in slices so small that the writes are hardly
 * delayed.
 *
 * @throws {ConnectionError} code `cut`: the file was abandoned.
 */
export async function digestFollowing(
  { path, name, size, written, abandoned, buffers }: GrowingFile,
  hasher: { update(bytes: Uint8Array): void; digest(): string },
): Promise<string> {
  using file = Deno.openSync(path, { read: true });
  for (let at = 0; at < size;) {
    if (abandoned()) {
      throw new ConnectionError(
        "cut",
        `${JSON.stringify(name)} was abandoned before it was verified`,
      );
    }
    const count = await buffers.use(async (buffer) => {
      const count = await file.read(buffer);
      if (count !== null) hasher.update(buffer.subarray(0, count));
      return count;
    });
    if (count !== null) {
      at += count;
    } else {
      // The end of what is written so far; a moment is enough where all of it is on its way.
      await sleep(written() < size ? POLL_INTERVAL : 1);
    }
  }
  return hasher.digest();
}
