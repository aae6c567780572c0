/** A part of a sorted list, without sorting all of it. Pure. @module */

/** How two items compare, as for `Array.prototype.sort`. */
export type Compare<T> = (a: T, b: T) => number;

/**
 * Returns the items that would be at the places from `from` to before `to` of the sorted list, in order. It
 * takes some comparisons for each item (quickselect), where sorting takes their logarithm: comparing names
 * in the order of a language is slow.
 */
export function sortedSlice<T>(
  items: readonly T[],
  compare: Compare<T>,
  from: number,
  to: number,
): T[] {
  const all = [...items];
  const end = Math.min(to, all.length);
  if (from >= end) return [];
  if (end < all.length) select(all, compare, end, 0);
  if (from > 0) select(all, compare, from, 0, end);
  return all.slice(from, end).sort(compare);
}

/** Moves the smallest items to the places before `place`. */
function select<T>(
  all: T[],
  compare: Compare<T>,
  place: number,
  low: number,
  high: number = all.length,
): void {
  while (high - low > 1) {
    const pivot = all[low + Math.floor(Math.random() * (high - low))]!;
    // Three parts: less than the pivot, equal to it, greater.
    let [less, at, more] = [low, low, high];
    while (at < more) {
      const order = compare(all[at]!, pivot);
      if (order < 0) swap(all, less++, at++);
      else if (order > 0) swap(all, at, --more);
      else at++;
    }
    if (place <= less) high = less;
    else if (place >= more) low = more;
    else return;
  }
}

function swap<T>(all: T[], a: number, b: number): void {
  [all[a], all[b]] = [all[b]!, all[a]!];
}
