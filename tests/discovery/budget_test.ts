import { assert, assertEquals, assertFalse } from "@std/assert";
import { Budget } from "../../lib/discovery/budget.ts";

Deno.test("a storm gets a few answers at once and then a steady number a second", () => {
  let now = 0;
  const budget = new Budget(20, 20, () => now);
  const storm = () => Array.from({ length: 1000 }, () => budget.take()).filter(Boolean).length;
  assertEquals(storm(), 20);
  assertEquals(storm(), 0);
  now += 1000;
  assertEquals(storm(), 20);
  now += 50;
  assertEquals(storm(), 1);
  now += 3_600_000;
  assertEquals(storm(), 20);
});

Deno.test("a question now and then is always answered", () => {
  let now = 0;
  const budget = new Budget(1, 1, () => now);
  for (let i = 0; i < 10; i++, now += 1000) assert(budget.take());
  now -= 1000;
  assertFalse(budget.take());
});
