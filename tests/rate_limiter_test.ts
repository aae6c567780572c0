import { assert, assertEquals, assertFalse } from "@std/assert";
import { RateLimiter, SourceRateLimiter } from "../lib/rate_limiter.ts";

Deno.test("grants a burst and then a steady number per second", () => {
  let now = 0;
  const limiter = new RateLimiter({ burst: 20, perSecond: 20, now: () => now });
  const storm = () => Array.from({ length: 1000 }, () => limiter.tryTake()).filter(Boolean).length;
  assertEquals(storm(), 20);
  assertEquals(storm(), 0);
  now += 1000;
  assertEquals(storm(), 20);
  now += 50;
  assertEquals(storm(), 1);
  now += 3_600_000;
  assertEquals(storm(), 20);
});

Deno.test("always grants occasional requests", () => {
  let now = 0;
  const limiter = new RateLimiter({ burst: 1, perSecond: 1, now: () => now });
  for (let i = 0; i < 10; i++, now += 1000) assert(limiter.tryTake());
  now -= 1000;
  assertFalse(limiter.tryTake());
});

Deno.test("recovers a debt at the rate, and saves at most the burst", () => {
  let now = 0;
  const limiter = new RateLimiter({ burst: 50, perSecond: 1000, now: () => now });
  assertEquals(limiter.take(50), 0);
  assertEquals(limiter.take(100), 100);
  now += 40;
  assertEquals(limiter.take(40), 100);
  now += 1_000_000;
  assertEquals(limiter.take(100), 50);
});

const counted = (limiter: SourceRateLimiter, source: string, times: number) =>
  Array.from({ length: times }, () => limiter.tryTake(source)).filter(Boolean).length;

Deno.test("limits each source separately, and recovers with time", () => {
  let now = 0;
  const limiter = new SourceRateLimiter({
    burst: 10,
    perSecond: 2,
    maxSources: 100,
    now: () => now,
  });
  assertEquals(counted(limiter, "a", 20), 10);
  assertEquals(counted(limiter, "b", 20), 10);
  now += 1500;
  assertEquals(counted(limiter, "a", 20), 3);
  now += 1e9;
  assertEquals(counted(limiter, "a", 20), 10);
});

Deno.test("does not forget a source in use", () => {
  const limiter = new SourceRateLimiter({ burst: 5, perSecond: 0, maxSources: 3, now: () => 0 });
  let granted = 0;
  for (let n = 0; n < 100; n++) {
    if (limiter.tryTake("a")) granted++;
    limiter.tryTake(`other ${n}`);
  }
  assertEquals(granted, 5);
});

Deno.test("grants nothing with a burst of 0", () => {
  assertEquals(
    counted(new SourceRateLimiter({ burst: 0, perSecond: 0, maxSources: 1 }), "a", 3),
    0,
  );
});

Deno.test("forgets the least recently used source over the limit", () => {
  const limiter = new SourceRateLimiter({ burst: 1, perSecond: 0, maxSources: 3, now: () => 0 });
  for (const source of ["a", "b", "c", "d"]) assertEquals(limiter.tryTake(source), true, source);
  assertEquals(limiter.tryTake("d"), false);
  assertEquals(limiter.tryTake("a"), true);
});

Deno.test("has() tells whether a unit is left, and takes none", () => {
  let now = 0;
  const limiter = new SourceRateLimiter({
    burst: 1,
    perSecond: 1,
    maxSources: 3,
    now: () => now,
  });
  assertEquals([limiter.has("a"), limiter.has("a")], [true, true]);
  limiter.tryTake("a");
  assertEquals([limiter.has("a"), limiter.has("b")], [false, true]);
  now += 1000;
  assertEquals(limiter.has("a"), true);
  const none = new SourceRateLimiter({ burst: 0, perSecond: 0, maxSources: 1 });
  assertEquals(none.has("a"), false);
});
