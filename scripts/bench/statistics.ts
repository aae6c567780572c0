/** Statistics of the rounds. @module */

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** The median; undefined unless every value is known. */
export function medianOfKnown(values: readonly (number | undefined)[]): number | undefined {
  return allKnown(values) ? median(values) : undefined;
}

/**
 * The second divided by the first: the median of the ratios of each round. What disturbs a whole
 * round does not change its ratio. Of seconds, it is the speed of the first relative to the second.
 */
export function ratio(first: readonly number[], second: readonly number[]): number {
  return median(first.map((value, round) => second[round]! / value));
}

/** The {@linkcode ratio}; undefined unless every value is known, and more than nothing. */
export function knownRatio(
  first: readonly (number | undefined)[],
  second: readonly (number | undefined)[],
): number | undefined {
  return allKnown(first) && allKnown(second) && !first.includes(0)
    ? ratio(first, second)
    : undefined;
}

/** The largest known value; undefined if there is none. */
export function largest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

function allKnown(values: readonly (number | undefined)[]): values is readonly number[] {
  return values.length > 0 && !values.includes(undefined);
}
