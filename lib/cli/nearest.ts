/** Suggestions for mistyped words. @module */

/** Longer words are ignored: they are no typing errors, and the cost grows with the square of the length. */
const MAX_LENGTH = 64;

/** Leading letters that two related words have in common: `recv`, `receive`. */
const SHARED_START = 3;

/**
 * The candidate nearest to `word`, or undefined if none is near. A candidate is near if there is one edit,
 * or one for every three letters of a longer word; a swap of neighbouring letters is one edit, which plain
 * Levenshtein distance (`fastest-levenshtein`) counts as two. A candidate that starts with the word, or
 * with its first three letters, is near as well, after those with few edits. Of equally near ones the
 * first is returned.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length === 0 || word.length > MAX_LENGTH) return undefined;
  let best: string | undefined;
  let least = Infinity;
  for (const candidate of candidates) {
    const rank = candidate.length > MAX_LENGTH ? Infinity : distance(word, candidate);
    if (rank < least) {
      best = candidate;
      least = rank;
    }
  }
  return best;
}

/** Edits, or the equivalent of a common start. Infinite if the candidate is not near. */
function distance(word: string, candidate: string): number {
  const count = edits(word, candidate);
  const allowed = Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3));
  const near = count <= allowed ? count : Infinity;
  if (word.length >= 2 && candidate.startsWith(word)) return Math.min(near, 1.5);
  const start = word.slice(0, SHARED_START);
  const shares = start.length === SHARED_START && candidate.startsWith(start);
  return shares ? Math.min(near, 2.5) : near;
}

/**
 * Insertions, deletions, substitutions and swaps of neighbours between two words: the restricted
 * Damerau-Levenshtein distance (https://en.wikipedia.org/wiki/Damerau–Levenshtein_distance).
 */
function edits(from: string, to: string): number {
  let before: number[] = [];
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let least = Math.min(
        above[column]! + 1,
        current[column - 1]! + 1,
        above[column - 1]! + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] &&
        from[row - 2] === to[column - 1];
      if (swapped) least = Math.min(least, before[column - 2]! + 1);
      current.push(least);
    }
    before = above;
    above = current;
  }
  return above[to.length]!;
}
