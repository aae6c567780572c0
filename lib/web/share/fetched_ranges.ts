/** Which parts of which files clients have fetched. Pure. @module */

/** Files of clients that are kept in mind; beyond that the oldest is forgotten. */
const MAX_FILES = 1000;
/** Separate parts of one file that are kept in mind. */
const MAX_PARTS = 1000;

/** Puts the parts of files together. */
export class FetchedRanges {
  readonly #files = new Map<string, [first: number, end: number][]>();

  /**
   * Adds a part, from its first byte up to, but not including, `end`.
   *
   * @param key The client, the file and its version.
   * @returns whether the file is whole now.
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
