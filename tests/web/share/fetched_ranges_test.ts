import { assertEquals } from "@std/assert";
import { FetchedRanges } from "../../../lib/web/share/fetched_ranges.ts";

Deno.test("tells that a file is whole when its parts have no gap, in any order", () => {
  const fetched = new FetchedRanges();
  const parts = [[9, 10], [0, 3], [5, 9], [2, 4], [4, 5]] as const;
  const whole = parts.map(([first, end]) => fetched.add("a", first, end, 10));
  assertEquals(whole, [false, false, false, false, true]);
  // A whole file starts again from nothing.
  assertEquals(fetched.add("a", 4, 10, 10), false);
  assertEquals(fetched.add("a", 0, 10, 10), true);
  assertEquals(fetched.add("empty", 0, 0, 0), true);
});

Deno.test("keeps the parts of different clients and versions apart", () => {
  const fetched = new FetchedRanges();
  assertEquals(fetched.add("a", 0, 5, 10), false);
  assertEquals(fetched.add("b", 5, 10, 10), false);
  assertEquals(fetched.add("a", 5, 10, 10), true);
});

Deno.test("remembers a bounded number of files", () => {
  const fetched = new FetchedRanges();
  fetched.add("first", 0, 5, 10);
  for (let n = 0; n < 1000; n++) fetched.add(`${n}`, 0, 5, 10);
  assertEquals(fetched.add("first", 5, 10, 10), false);
  assertEquals(fetched.add("999", 5, 10, 10), true);
});
