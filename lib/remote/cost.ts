/** What a piece of data counts for in flow control. Pure. @module */

/** The cost of the smallest piece. */
export const MIN_COST = 256;

/** The cost of a piece where a limited number of bytes may be under way. Tiny pieces are not free. */
export function costOf(bytes: { length: number }): number {
  return Math.max(bytes.length, MIN_COST);
}
