import { assertEquals } from "@std/assert";
import { StallTimer } from "../../../lib/web/share/stall_timer.ts";
import { FakeClock } from "../../support/fake_clock.ts";

/** A timer of 100 ms, and the times at which it called back. */
function timed() {
  const clock = new FakeClock();
  const stalls: number[] = [];
  const began = clock.now();
  const timer = new StallTimer(100, () => stalls.push(clock.now() - began), clock);
  return { clock, stalls, timer };
}

Deno.test("calls back once when a wait takes the whole time", async () => {
  const { clock, stalls, timer } = timed();
  timer.start();
  await clock.pass(99);
  assertEquals(stalls, []);
  await clock.pass(1000);
  assertEquals(stalls, [100]);
});

Deno.test("waits that end in time add up to nothing", async () => {
  const { clock, stalls, timer } = timed();
  for (let i = 0; i < 50; i++) {
    timer.start();
    await clock.pass(90);
    timer.pause();
    await clock.pass(30);
  }
  await clock.pass(1000);
  assertEquals(stalls, []);
});

Deno.test("a wait counts from its own begin, not from that of an earlier one", async () => {
  const { clock, stalls, timer } = timed();
  timer.start();
  await clock.pass(60);
  timer.pause();
  timer.start();
  await clock.pass(1000);
  assertEquals(stalls, [160]);
});

Deno.test("a wait after a pause longer than the time is noticed too", async () => {
  const { clock, stalls, timer } = timed();
  timer.start();
  timer.pause();
  await clock.pass(500);
  timer.start();
  await clock.pass(1000);
  assertEquals(stalls, [600]);
});

Deno.test("leaves no timer after its stop", async () => {
  const { clock, stalls, timer } = timed();
  timer.start();
  timer.stop();
  await clock.pass(1000);
  assertEquals(stalls, []);
  const real = new StallTimer(60_000, () => {});
  real.start();
  // A timer that is left fails the test by the runtime's own check.
  real.stop();
});
