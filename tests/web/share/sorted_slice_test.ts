/** A part of a sorted list. @module */

import { assert, assertEquals } from "@std/assert";
import { sortedSlice } from "../../../lib/web/share/sorted_slice.ts";
import { Random } from "../../chaos/random.ts";

Deno.test("is the part of the sorted list, with repeated items as well", () => {
  const random = new Random(5);
  for (let round = 0; round < 300; round++) {
    const items = Array.from({ length: random.int(0, 60) }, () => random.int(0, 19));
    const sorted = items.toSorted((a, b) => a - b);
    const from = random.int(0, 50);
    const to = from + random.int(0, 30);
    assertEquals(sortedSlice(items, (a, b) => a - b, from, to), sorted.slice(from, to));
  }
});

Deno.test("compares an item a few times, where the part is small", () => {
  const random = new Random(6);
  const items = Array.from({ length: 20_000 }, () => random.int(0, 999_999));
  let count = 0;
  sortedSlice(items, (a, b) => (count++, a - b), 10_000, 10_100);
  // Sorting takes about 14 for each.
  assert(count < 9 * items.length, String(count));
});
