/** Lists of digests, made while they are sent. @module */

import { walk } from "../../file/walk.ts";
import type { DigestCache } from "./digest_cache.ts";
import type { SafePath } from "../../file/safe_path.ts";
import type { SharedEntry, SharedTree } from "./shared_tree.ts";

/** Every file that is shared, in the order of a walk; those that go meanwhile are left out. */
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
 * A line for every file below some entries, in the order of a walk. A file that cannot be read breaks
 * the list off: one that lacks a line would look whole.
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

/** The files below some entries: their paths from the entry's own name on. */
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
