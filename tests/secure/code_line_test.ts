import { assertEquals, assertThrows } from "@std/assert";
import { RefusedError } from "../../lib/errors.ts";
import { CodeLine } from "../../lib/secure/code_line.ts";
import { FakeClock, settled } from "../support/fake_clock.ts";

function makeLine() {
  const clock = new FakeClock();
  const line = new CodeLine(clock);
  const start = clock.now();
  const log: string[] = [];
  let dead = false;
  /** Waits for a turn, and records its time. */
  const guess = (source: string, signal = new AbortController().signal) => {
    const say = (what: string) => log.push(`${what} ${source} ${clock.now() - start}`);
    line.turn(source, { isDead: () => dead, signal })
      .then(() => say("judged"), (error) => say(error.code ?? error));
  };
  return { clock, line, log, guess, kill: () => dead = true };
}

Deno.test("checks one guess per second for any number of sources", async () => {
  const { clock, log, guess } = makeLine();
  for (const source of ["a", "b", "c", "d"]) guess(source);
  await clock.pass(10_000);
  assertEquals(log, ["judged a 0", "judged b 1000", "judged c 2000", "judged d 3000"]);
});

Deno.test("delays each further guess of one source, up to a maximum", async () => {
  const { clock, line, log, guess } = makeLine();
  const delays: number[] = [];
  for (let n = 0; n < 9; n++) {
    guess("a");
    await settled();
    delays.push(line.delay("a"));
    await clock.pass(line.delay("a"));
  }
  assertEquals(delays, [1000, 2000, 4000, 8000, 16_000, 32_000, 32_000, 32_000, 32_000]);
  assertEquals(log.length, 9);
});

Deno.test("takes more than ten minutes for thirty guesses of one source", async () => {
  const { clock, line, guess } = makeLine();
  const start = clock.now();
  for (let n = 0; n < 30; n++) {
    await clock.pass(line.delay("a"));
    guess("a");
    await settled();
  }
  assertEquals((clock.now() - start) / 1000, 1 + 2 + 4 + 8 + 16 + 24 * 32);
});

Deno.test("checks a source without guesses before one with many", async () => {
  const { clock, log, guess } = makeLine();
  for (let n = 0; n < 100; n++) guess("attacker");
  await clock.pass(500);
  guess("owner");
  await clock.pass(500);
  assertEquals(log, ["judged attacker 0", "judged owner 1000"]);
});

Deno.test("alternates between sources that guess", async () => {
  const { clock, log, guess } = makeLine();
  for (const source of ["a", "a", "b", "b", "c"]) guess(source);
  await clock.pass(3500);
  assertEquals(log, ["judged a 0", "judged b 1000", "judged c 2000", "judged a 3000"]);
});

Deno.test("rejects a guess after four seconds, because its peer does not wait for longer", async () => {
  const { clock, log, guess } = makeLine();
  for (let n = 0; n < 4; n++) guess("a");
  await clock.pass(10_000);
  assertEquals(log, ["judged a 0", "judged a 1000", "judged a 3000", "busy a 4000"]);
});

Deno.test("rejects a peer before it shows a guess that would not be checked in time", async () => {
  const { clock, line, guess } = makeLine();
  for (let n = 0; n < 3; n++) {
    await clock.pass(line.delay("a"));
    guess("a");
    await settled();
  }
  line.enter("a");
  line.enter("b");
  guess("a");
  assertThrows(() => line.enter("a"), RefusedError, "Too many attempts");
  line.enter("b");
  // All sources together: at one per second, five are too many.
  for (const source of ["b", "c", "d", "e"]) guess(source);
  assertThrows(() => line.enter("f"), RefusedError, "Too many attempts");
});

Deno.test("does not count a right guess at a code", async () => {
  const { clock, line, log, guess } = makeLine();
  for (let n = 0; n < 3; n++) {
    guess("a");
    await settled();
    line.succeed("a");
  }
  await clock.pass(0);
  assertEquals(log, ["judged a 0", "judged a 0", "judged a 0"]);
});

Deno.test("releases guesses at an invalid code at once", async () => {
  const { clock, line, log, guess, kill } = makeLine();
  guess("a");
  guess("b");
  await settled();
  kill();
  guess("c");
  await settled();
  assertEquals(log, ["judged a 0", "judged b 0", "judged c 0"]);
  assertEquals([line.delay("b"), line.delay("c")], [1000, 1000]);
  await clock.pass(1000);
  assertEquals([line.delay("b"), line.delay("c")], [0, 0]);
});

Deno.test("removes a connection that ends from the queue", async () => {
  const { clock, log, guess } = makeLine();
  const gone = new AbortController();
  guess("a");
  guess("b", gone.signal);
  guess("c");
  gone.abort("gone");
  await clock.pass(10_000);
  assertEquals(log, ["judged a 0", "gone b 0", "judged c 1000"]);
});

Deno.test("forgets the least recent source over the limit", async () => {
  const clock = new FakeClock();
  const line = new CodeLine({ ...clock, interval: 1 });
  const options = { isDead: () => false, signal: new AbortController().signal };
  for (let n = 0; n <= 10_000; n++) {
    await Promise.all([line.turn(`source ${n}`, options), clock.pass(1)]);
  }
  // The common interval has passed by now; the last source waits for its own.
  await Promise.all([line.turn("source 10000", options), clock.pass(1)]);
  assertEquals([line.delay("source 0"), line.delay("source 10000")], [0, 1]);
});
