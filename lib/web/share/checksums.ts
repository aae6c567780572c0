/** Lists of digests, computed while they are sent. @module */

import { walk } from "../../file/source/walk.ts";
import type { DigestCache } from "./digest_cache.ts";
import type { SafePath } from "../../file/safe_path.ts";
import type { SharedEntry, SharedTree } from "./shared_tree.ts";

/** Yields every shared file in the order of a walk, without those that vanish meanwhile. */
export function* allFiles(tree: SharedTree): Generator<SharedEntry> {
  for (
    const { entry } of filesBelow(
      tree,
      tree.roots.map(({ name, source }) => ({ path: name, name, source })),
    )
  ) {
    if (entry !== undefined) yield entry;
  }
}

/**
 * Streams a line for every file below some entries, in the order of a walk. A file that cannot be read is
 * an error, because a list without its line would look complete.
 */
export function checksums(
  tree: SharedTree,
  digests: DigestCache,
  roots: readonly SharedEntry[],
  line: (hex: string, path: string) => string,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  async function* lines() {
    for (const { path, entry } of filesBelow(tree, roots)) {
      const hex = entry && await digests.of(entry);
      if (hex === undefined) throw new Error(`compute the digest of ${path}: it cannot be read`);
      yield line(hex, path);
    }
  }
  return ReadableStream.from(lines()).pipeThrough(new TextEncoderStream());
}

/** Yields the files below some entries, with paths that begin with the entry's name. */
function* filesBelow(
  tree: SharedTree,
  roots: readonly Pick<SharedEntry, "path" | "name" | "source">[],
): Generator<{ path: string; entry: SharedEntry | undefined }> {
  for (const { path: top, name, source } of roots) {
    for (const { kind, path } of walk([{ name, source }])) {
      if (kind !== "file") continue;
      yield { path, entry: tree.lookup((top + path.slice(name.length)) as SafePath) };
    }
  }
}
