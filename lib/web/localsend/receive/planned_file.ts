/** The paths of offered files. Pure. @module */

import { type PeerPath, peerPath } from "../../../file/safe_path.ts";
import { numbered } from "../../../file/staging/stored_name.ts";
import type { OfferedFile } from "../offered_file.ts";

/** An offered file with its path in the destination. */
export interface PlannedFile extends OfferedFile {
  /** Its path, which no other file of the offer has, and which is no folder of another one. */
  path: PeerPath;
  /** Whether the path has a number, because another file of the offer has its name. */
  isNumbered: boolean;
}

/**
 * Gives every file of an offer a path. Phones call every picture image.jpg, so that files of one name get
 * numbers.
 *
 * @throws {ProtocolError} code `unsafe_name` if a name is hostile.
 */
export function planFiles(files: readonly OfferedFile[]): PlannedFile[] {
  const offered = new OfferedPaths(files.map(({ fileName }) => peerPath(fileName)));
  const used = new Set<string>();
  const numbers = new Map<string, number>();
  return files.map((file) => {
    const own = file.fileName as PeerPath;
    if (!used.has(own) && !offered.hasBelow(own)) {
      used.add(own);
      return { ...file, path: own, isNumbered: false };
    }
    let number = numbers.get(own) ?? 1;
    let path = withNumber(own, number);
    while (used.has(path) || offered.has(path)) path = withNumber(own, ++number);
    numbers.set(own, number + 1);
    used.add(path);
    return { ...file, path, isNumbered: true };
  });
}

function withNumber(path: PeerPath, number: number): PeerPath {
  const slash = path.lastIndexOf("/") + 1;
  return path.slice(0, slash) + numbered(path.slice(slash), number) as PeerPath;
}

/** The paths of an offer. Their folders are not gathered: a hostile offer has millions of them. */
class OfferedPaths {
  readonly #sorted: readonly string[];

  constructor(paths: readonly string[]) {
    this.#sorted = paths.toSorted((a, b) => a < b ? -1 : a > b ? 1 : 0);
  }

  /** Whether a path is one of the offer, or a folder of one. */
  has(path: string): boolean {
    return this.#sorted[this.#firstFrom(path)] === path || this.hasBelow(path);
  }

  /** Whether a path is a folder of another one. */
  hasBelow(path: string): boolean {
    const below = `${path}/`;
    return this.#sorted[this.#firstFrom(below)]?.startsWith(below) ?? false;
  }

  /** The position of the first path that is not before this one. */
  #firstFrom(path: string): number {
    let [low, high] = [0, this.#sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sorted[middle]! < path) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
