/** Statistics of the rounds. */

import { assertEquals } from "@std/assert";
import {
  knownRatio,
  largest,
  median,
  medianOfKnown,
  ratio,
} from "../../../scripts/bench/statistics.ts";

Deno.test("the median is the middle, or the mean of the two in the middle", () => {
  assertEquals(median([9, 1, 5]), 5);
  assertEquals(median([9, 1, 5, 7]), 6);
  assertEquals(median([10, 9, 8, 100, 7]), 9);
});

Deno.test("a ratio compares runs of the same round, so that a slow round does not change it", () => {
  // Ours takes half the time in every round; the machine is ten times as slow in the second.
  assertEquals(ratio([1, 10, 1], [2, 20, 2]), 2);
  assertEquals(ratio([1, 1, 10], [3, 2, 10]), 2);
});

Deno.test("a ratio is unknown if a value of a round is, or if it would divide by nothing", () => {
  assertEquals(knownRatio([1, 2], [2, 4]), 2);
  assertEquals(knownRatio([1, undefined], [2, 4]), undefined);
  assertEquals(knownRatio([1, 2], [undefined, 4]), undefined);
  assertEquals(knownRatio([0, 2], [2, 4]), undefined);
  assertEquals(knownRatio([], []), undefined);
});

Deno.test("the median and the largest of unknown values are unknown", () => {
  assertEquals(medianOfKnown([1, undefined, 3]), undefined);
  assertEquals(medianOfKnown([]), undefined);
  assertEquals(medianOfKnown([1, 2, 3]), 2);
  assertEquals(largest([1, undefined, 3]), 3);
  assertEquals(largest([undefined]), undefined);
});
