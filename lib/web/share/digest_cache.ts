/** Digests of shared files. @module */

import { sha256 } from "../../digest/sha256.ts";
import { MAX_DIGESTS } from "../../limits.ts";
import type { SharedEntry, SharedTree } from "./shared_tree.ts";

/** Bytes of a read: what the hash function processes in less than a millisecond. */
const CHUNK = 1024 * 1024;

/** Computes SHA-256 digests, and keeps each with the version of its file. */
export class DigestCache {
  readonly #tree: SharedTree;
  readonly #known = new Map<string, { etag: string; hex: string }>();
  readonly #running = new Map<string, Promise<string | undefined>>();

  /** @param tree The files. */
  constructor(tree: SharedTree) {
    this.#tree = tree;
  }

  /** The digest of this version in hexadecimal, if it was computed. */
  known({ path, etag }: SharedEntry): string | undefined {
    const found = this.#known.get(path);
    return found?.etag === etag ? found.hex : undefined;
  }

  /**
   * Computes the digest of a file; undefined where it cannot be read, or changes meanwhile.
   *
   * @param pause Awaited between pieces, for work with low priority. Default: no pauses.
   */
  async of(entry: SharedEntry, pause?: () => Promise<void>): Promise<string | undefined> {
    const known = this.known(entry);
    if (known !== undefined) return known;
    const key = `${entry.etag}${entry.path}`;
    // Not shared with other callers, who would wait for its pauses.
    if (pause !== undefined) return await this.#compute(entry, pause);
    const running = this.#running.get(key) ??
      this.#compute(entry).finally(() => this.#running.delete(key));
    this.#running.set(key, running);
    return await running;
  }

  async #compute(entry: SharedEntry, pause?: () => Promise<void>): Promise<string | undefined> {
    try {
      using opened = this.#tree.open(entry);
      if (opened === undefined) return undefined;
      const hasher = sha256.create();
      const buffer = new Uint8Array(Math.min(CHUNK, Math.max(1, opened.entry.size)));
      let size = 0;
      for (let count; (count = await opened.file.read(buffer)) !== null;) {
        hasher.update(buffer.subarray(0, count));
        size += count;
        if (size > opened.entry.size) return undefined;
        await pause?.();
      }
      const after = opened.file.statSync();
      const unchanged = size === opened.entry.size &&
        after.mtime?.getTime() === opened.entry.mtime;
      if (!unchanged) return undefined;
      return this.#remember(opened.entry, hasher.digest());
    } catch {
      // Missing or not readable: a request for the file reports that.
      return undefined;
    }
  }

  #remember({ path, etag }: SharedEntry, hex: string): string {
    this.#known.delete(path);
    this.#known.set(path, { etag, hex });
    if (this.#known.size > MAX_DIGESTS) this.#known.delete(this.#known.keys().next().value!);
    return hex;
  }
}
