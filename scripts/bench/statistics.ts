/** Statistics of the rounds. @module */

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/**
 * The first divided by the second: the median of the ratios of each round. What disturbs a whole
 * round does not change its ratio.
 */
export function ratio(first: readonly number[], second: readonly number[]): number {
  return median(first.map((value, round) => second[round]! / value));
}

/** The largest known value; undefined if there is none. */
export function largest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}
