import { assert, assertEquals } from "@std/assert";
import { RateMeter } from "../../lib/terminal/rate_meter.ts";

Deno.test("reports no rate without samples", () => {
  const meter = new RateMeter();
  assertEquals(meter.rate, 0);
  meter.note(1000, 0);
  assertEquals(meter.rate, 0);
});

Deno.test("reports the rate of a steady stream for any number of samples", () => {
  for (const step of [1, 7, 50, 100, 333, 1000, 9000]) {
    const meter = new RateMeter();
    for (let at = 0; at <= 30_000; at += step) meter.note(at * 5, at);
    assertEquals(Math.round(meter.rate), 5000);
  }
});

Deno.test("ignores the bytes at the start", () => {
  const meter = new RateMeter();
  meter.note(1_000_000, 0);
  meter.note(1_000_100, 1000);
  assertEquals(meter.rate, 100);
});

Deno.test("follows a change of the rate within seconds, down to 0 at a stall", () => {
  const meter = new RateMeter();
  for (let at = 0; at <= 10_000; at += 200) meter.note(at * 10, at);
  for (let at = 10_200; at <= 12_000; at += 200) meter.note(100_000, at);
  assert(meter.rate > 0 && meter.rate < 10_000);
  for (let at = 12_200; at <= 16_000; at += 200) meter.note(100_000, at);
  assertEquals(meter.rate, 0);
});
