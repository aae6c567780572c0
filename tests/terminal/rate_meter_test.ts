import { assert, assertEquals } from "@std/assert";
import { RateMeter } from "../../lib/terminal/rate_meter.ts";

Deno.test("nothing measured is no rate", () => {
  const meter = new RateMeter();
  assertEquals(meter.rate, 0);
  meter.note(1000, 0);
  assertEquals(meter.rate, 0);
});

Deno.test("a steady stream shows its rate, however often it is noted", () => {
  for (const step of [1, 7, 50, 100, 333, 1000, 9000]) {
    const meter = new RateMeter();
    for (let at = 0; at <= 30_000; at += step) meter.note(at * 5, at);
    assertEquals(Math.round(meter.rate), 5000);
  }
});

Deno.test("what was there at the start is not speed", () => {
  const meter = new RateMeter();
  meter.note(1_000_000, 0);
  meter.note(1_000_100, 1000);
  assertEquals(meter.rate, 100);
});

Deno.test("the rate follows a change within seconds, and a stall ends at nothing", () => {
  const meter = new RateMeter();
  for (let at = 0; at <= 10_000; at += 200) meter.note(at * 10, at);
  for (let at = 10_200; at <= 12_000; at += 200) meter.note(100_000, at);
  assert(meter.rate > 0 && meter.rate < 10_000);
  for (let at = 12_200; at <= 16_000; at += 200) meter.note(100_000, at);
  assertEquals(meter.rate, 0);
});
