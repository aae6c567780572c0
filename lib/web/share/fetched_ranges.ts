/** The parts of files that clients have fetched. Pure. @module */

/** Files that are remembered; beyond that the oldest is forgotten. */
const MAX_FILES = 1000;
/** Separate parts of one file that are remembered. */
const MAX_PARTS = 1000;

/** Tells when the fetched parts of a file make up the whole. */
export class FetchedRanges {
  readonly #files = new Map<string, [first: number, end: number][]>();

  /**
   * Adds a part, from its first byte up to, but not including, `end`.
   *
   * @param key Identifies the client, the file and its version.
   * @returns whether the client has the whole file now.
   */
  add(key: string, first: number, end: number, size: number): boolean {
    const parts = [...this.#files.get(key) ?? [], [first, end] as [number, number]];
    parts.sort(([a], [b]) => a - b);
    const joined: [number, number][] = [];
    for (const [first, end] of parts) {
      const last = joined.at(-1);
      if (last !== undefined && first <= last[1]) last[1] = Math.max(last[1], end);
      else joined.push([first, end]);
    }
    this.#files.delete(key);
    const [whole] = joined;
    if (whole![0] === 0 && whole![1] >= size) return true;
    this.#files.set(key, joined.slice(-MAX_PARTS));
    const [oldest] = this.#files.keys();
    if (this.#files.size > MAX_FILES) this.#files.delete(oldest!);
    return false;
  }
}
