/** What is made of the rounds. @module */

/** The middle one, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/**
 * How often the first fits in the second: the median of the rounds' own ratios. Each round is
 * compared with itself, so that what disturbs a whole round disturbs no ratio.
 */
export function ratio(first: readonly number[], second: readonly number[]): number {
  return median(first.map((value, round) => second[round]! / value));
}

/** The largest of what is known; undefined where nothing is. */
export function largest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}
