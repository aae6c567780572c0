import { assertEquals } from "@std/assert";
import { SourceBudget } from "../../lib/socket/source_budget.ts";

const counted = (budget: SourceBudget, source: string, times: number) =>
  Array.from({ length: times }, () => budget.take(source)).filter(Boolean).length;

Deno.test("limits each source by itself, and gives back with time", () => {
  let now = 0;
  const budget = new SourceBudget({ most: 10, perSecond: 2, now: () => now });
  assertEquals(counted(budget, "a", 20), 10);
  assertEquals(counted(budget, "b", 20), 10);
  now += 1500;
  assertEquals(counted(budget, "a", 20), 3);
  now += 1e9;
  assertEquals(counted(budget, "a", 20), 10);
});

Deno.test("a source that goes on asking is never forgotten for others", () => {
  const budget = new SourceBudget({ most: 5, perSecond: 0, maxSources: 3, now: () => 0 });
  let granted = 0;
  for (let n = 0; n < 100; n++) {
    if (budget.take("a")) granted++;
    budget.take(`other ${n}`);
  }
  assertEquals(granted, 5);
});

Deno.test("a budget of none grants none", () => {
  assertEquals(counted(new SourceBudget({ most: 0, perSecond: 0 }), "a", 3), 0);
});

Deno.test("beyond the number of sources that are remembered the oldest starts anew", () => {
  const budget = new SourceBudget({ most: 1, perSecond: 0, maxSources: 3, now: () => 0 });
  for (const source of ["a", "b", "c", "d"]) assertEquals(budget.take(source), true, source);
  assertEquals(budget.take("d"), false);
  assertEquals(budget.take("a"), true);
});
