/** A file that an earlier session left: how much of it may be a part of the file that is offered now. @module */

import { ConnectionError, ProtocolError } from "../../errors.ts";
import type { BufferPool } from "./buffer_pool.ts";
import { localFault } from "../local_fault.ts";
import type { SafePath } from "../safe_path.ts";
import type { Staging } from "./staging.ts";

/**
 * Brings what is left of a file to its place in this session.
 *
 * @param size Bytes of the file as it is offered; null where nobody knows.
 * @returns how many bytes are there; 0: it is to be sent from its start.
 */
export function takeEarlier(staging: Staging, path: SafePath, size: number | null): number {
  const earlier = staging.takeEarlier(path);
  if (earlier === undefined) return 0;
  // What is longer than the file is now cannot be a part of it.
  if (earlier > 0 && size !== null && earlier <= size) return earlier;
  Deno.removeSync(staging.path(path));
  return 0;
}

/**
 * Opens it at its end, to go on.
 *
 * @throws {ProtocolError} it does not end at `offset`: the sender starts where it was not asked to.
 */
export function openEarlier(staging: Staging, path: SafePath, offset: number): Deno.FsFile {
  const notAskedFor = () =>
    new ProtocolError(`read start: byte ${offset} of ${JSON.stringify(path)} was not asked for`);
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(staging.path(path), { read: true, write: true });
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) throw notAskedFor();
    throw localFault(cause, `resume ${JSON.stringify(path)}`);
  }
  if (file.seekSync(0, Deno.SeekMode.End) === offset) return file;
  file.close();
  throw notAskedFor();
}

/** How the file that {@linkcode digestFollowing} reads is being written. */
export interface Writing {
  /** Bytes that it shall have. */
  size: number;
  /** Bytes that were handed to be written so far. */
  written: () => number;
  /** Whether nobody will write any more. */
  abandoned: () => boolean;
  /** What it is read with. */
  buffers: BufferPool;
}

/**
 * Reads a staged file from its start, following the tail as it is written, in slices so small that the
 * tail hardly waits.
 *
 * @throws {ConnectionError} code `cut`: the writing was abandoned.
 */
export async function digestFollowing(
  staging: Staging,
  path: SafePath,
  { size, written, abandoned, buffers }: Writing,
  hasher: { update(bytes: Uint8Array): void; digest(): string },
): Promise<string> {
  using file = Deno.openSync(staging.path(path), { read: true });
  for (let at = 0; at < size;) {
    if (abandoned()) {
      throw new ConnectionError("cut", `verify ${JSON.stringify(path)}: given up`);
    }
    const count = await buffers.use(async (buffer) => {
      const count = await file.read(buffer);
      if (count !== null) hasher.update(buffer.subarray(0, count));
      return count;
    });
    if (count !== null) {
      at += count;
    } else {
      // The tail has not come so far yet.
      await new Promise((resolve) => setTimeout(resolve, written() < size ? 50 : 1));
    }
  }
  return hasher.digest();
}
