import { assertEquals, assertThrows } from "@std/assert";
import { RefusedError } from "../../lib/errors.ts";
import { GuessLine } from "../../lib/secure/guess_line.ts";
import { Unproven } from "../../lib/secure/unproven.ts";

Deno.test("delays guesses of one source after its burst, and not those of others", () => {
  let now = 1000;
  const line = new GuessLine({ burst: 3, interval: 100, now: () => now });
  const waits = () => Array.from({ length: 6 }, () => line.enter("a"));
  assertEquals(waits(), [0, 0, 0, 100, 200, 300]);
  assertEquals(line.enter("b"), 0);
  now += 150;
  assertEquals(line.enter("a"), 250);
  now += 10_000;
  // A source recovers soon after any number of guesses.
  assertEquals(waits(), [0, 0, 0, 100, 200, 300]);
});

Deno.test("does not count a right guess", () => {
  const line = new GuessLine({ burst: 1, interval: 100, now: () => 0 });
  for (let n = 0; n < 50; n++) {
    assertEquals(line.enter("a"), 0);
    line.giveBack("a");
  }
  assertEquals([line.enter("a"), line.enter("a")], [0, 100]);
});

Deno.test("rejects a guess that would wait for longer than its peer does", () => {
  const line = new GuessLine({ burst: 1, interval: 1000, now: () => 0 });
  const waits = Array.from({ length: 7 }, () => line.enter("a"));
  assertEquals(waits, [0, 1000, 2000, 3000, 4000, undefined, undefined]);
});

Deno.test("forgets the least recent source over the limit", () => {
  const line = new GuessLine({ burst: 1, interval: 1000, now: () => 0 });
  for (let n = 0; n <= 10_000; n++) line.enter(`source ${n}`);
  assertEquals([line.enter("source 0"), line.enter("source 10000")], [0, 1000]);
});

Deno.test("ends the oldest silent connection of a source for its next one", () => {
  const unproven = new Unproven();
  const ended: string[] = [];
  const enter = (source: string, name: string) => unproven.enter(source, () => ended.push(name));
  const [spoken, proven] = [enter("a", "spoken"), enter("a", "proven")];
  spoken.spoke();
  proven.leave();
  for (let n = 0; n < 130; n++) enter("a", `a${n}`);
  enter("b", "b");
  assertEquals(ended, ["a0", "a1"]);
  spoken.leave();
});

Deno.test("ends a silent connection of the source with the most for another source", () => {
  const unproven = new Unproven();
  const ended: string[] = [];
  for (let n = 0; n < 128; n++) unproven.enter("many", () => ended.push("many"));
  for (let n = 0; n < 300; n++) unproven.enter(`one ${n}`, () => ended.push("one"));
  assertEquals(ended.slice(0, 127), Array(127).fill("many"));
  assertEquals(ended.length, 128 + 300 - 256);
});

Deno.test("rejects a guess if too many of all sources wait to be checked", () => {
  const unproven = new Unproven();
  const enter = (n: number) => unproven.enter(`source ${n}`, () => {});
  const waiting = Array.from({ length: 256 }, (_, n) => {
    const place = enter(n);
    place.spoke();
    return place;
  });
  const late = enter(300);
  assertThrows(() => late.spoke(), RefusedError, "Too many");
  waiting[0]!.leave();
  enter(301).spoke();
});

Deno.test("ends the newest waiting guess of the source with the most for another's", () => {
  const unproven = new Unproven();
  const ended: string[] = [];
  const speak = (source: string, name: string) =>
    unproven.enter(source, () => ended.push(name)).spoke();
  for (let n = 0; n < 256; n++) speak("many", `many${n}`);
  speak("owner", "owner0");
  speak("owner", "owner1");
  assertEquals(ended, ["many255", "many254"]);
  assertThrows(() => speak("many", "late"), RefusedError, "Too many");
  assertEquals(ended.length, 2);
});
