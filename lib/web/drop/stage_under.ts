/** Creates the file of an upload, with the folders above it. @module */

import type { PeerPath, SafePath } from "../../file/safe_path.ts";
import type { StagedTree } from "../../file/staging/staged_tree.ts";
import { type Names, storeUnder } from "../../file/staging/stored_name.ts";

/**
 * Creates an empty file in a staging tree, under its own path or one derived from it.
 *
 * @throws {EntryError} if no name is possible.
 */
export function stageUnder(
  tree: StagedTree,
  path: PeerPath,
  names: Names,
): { path: SafePath; file: Deno.FsFile } {
  const folders = path.split("/");
  const last = folders.pop()!;
  let parent: SafePath | "" = "";
  for (const name of folders) {
    const make = (folder: SafePath) => tree.makeFolder(folder, null, Date.now());
    parent = storeUnder(parent, name, names, make).path;
  }
  const create = (file: SafePath) => tree.createFile(file, null);
  const { path: stored, made: file } = storeUnder(parent, last, names, create);
  return { path: stored, file };
}
