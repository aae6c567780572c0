/** Files that an earlier session received in part. @module */

import { ProtocolError } from "../../errors.ts";
import { localFault } from "../local_fault.ts";
import type { SafePath } from "../safe_path.ts";
import type { StagedTree } from "./staged_tree.ts";

/**
 * Adopts what an earlier session left of a file.
 *
 * @param size Bytes of the file as it is offered now; null where they are not known.
 * @returns the offset to resume at; 0: the file is to be sent from its start.
 */
export function resumeOffset(tree: StagedTree, path: SafePath, size: number | null): number {
  const partial = tree.adoptPartial(path);
  if (partial === undefined) return 0;
  // A longer file cannot be a part of the offered one.
  if (partial > 0 && size !== null && partial <= size) return partial;
  Deno.removeSync(tree.path(path));
  return 0;
}

/**
 * Opens an adopted file at its end, to append to it.
 *
 * @throws {ProtocolError} it does not end at `offset`: the sender starts where it was not asked to.
 */
export function openPartial(tree: StagedTree, path: SafePath, offset: number): Deno.FsFile {
  const notAskedFor = () =>
    new ProtocolError(
      `the sender resumed ${JSON.stringify(path)} at byte ${offset}, which was not requested`,
    );
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(tree.path(path), { read: true, write: true });
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) throw notAskedFor();
    throw localFault(cause, `resume ${JSON.stringify(path)}`);
  }
  if (file.seekSync(0, Deno.SeekMode.End) === offset) return file;
  file.close();
  throw notAskedFor();
}
