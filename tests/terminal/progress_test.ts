import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { unicodeWidth } from "@std/cli/unicode-width";
import { Progress, type ProgressState } from "../../lib/terminal/progress.ts";

const MIB = 1024 * 1024;

function lineAfter(seconds: number, state: Omit<ProgressState, "elapsed">, columns = 100): string {
  const progress = new Progress();
  const steps = seconds * 5;
  for (let step = 0; step < steps; step++) {
    progress.line({ ...state, done: state.done * step / steps, elapsed: step * 200 }, columns);
  }
  return progress.line({ ...state, elapsed: seconds * 1000 }, columns);
}

Deno.test("formats name, bytes, percent, rate and time left", () => {
  assertEquals(
    lineAfter(4, { name: "a/b.txt", done: 20 * MIB, total: 200 * MIB }),
    "a/b.txt  20 MiB of 200 MiB   10 %  5 MiB/s  36s left",
  );
  assertStringIncludes(lineAfter(4, { name: "a", done: MIB, total: 4000 * MIB }), "4h 27m left");
});

Deno.test("omits an unknown total", () => {
  assertEquals(lineAfter(2, { name: "a", done: 2 * MIB }), "a  2 MiB  1 MiB/s");
});

Deno.test("formats the start and the end without a division by zero", () => {
  assertEquals(lineAfter(0, { name: "a", done: 0, total: 5 }), "a  0 B of 5 B    0 %");
  assertEquals(lineAfter(0, { name: "a", done: 0, total: 0 }), "a  0 B of 0 B  100 %");
  assertEquals(lineAfter(1, { name: "a", done: 5, total: 5 }), "a  5 B of 5 B  100 %  5 B/s");
});

Deno.test("shows 100 % at the end only", () => {
  assertStringIncludes(lineAfter(0, { name: "a", done: 9999, total: 10_000 }), " 99 %");
});

Deno.test("escapes the name, and omits its middle", () => {
  const line = lineAfter(
    4,
    { name: `\x1b[2J${"x".repeat(90)}.txt`, done: MIB, total: 2 * MIB },
    80,
  );
  assertStringIncludes(line, "\\x1b[2J");
  assertStringIncludes(line, "…");
  assertStringIncludes(line, ".txt  1 MiB of 2 MiB");
  assertEquals(unicodeWidth(line), 79);
});

Deno.test("fits every width, and drops the least important parts first", () => {
  for (const name of ["x".repeat(200), "文件".repeat(40), "a"]) {
    for (let columns = 0; columns <= 120; columns++) {
      const line = lineAfter(4, { name, done: 20 * MIB, total: 200 * MIB }, columns);
      assert(unicodeWidth(line) <= Math.max(0, columns - 1), `${columns}: ${line}`);
      if (columns >= 20) assertStringIncludes(line, "10 %");
    }
  }
});

Deno.test("says that a transfer is stalled after 3 s without a byte, until one moves", () => {
  const progress = new Progress();
  const at = (elapsed: number, done: number) =>
    progress.line({ name: "a", done, total: 10 * MIB, elapsed }, 100);
  at(0, 0);
  assertStringIncludes(at(1000, MIB), "MiB/s");
  assertStringIncludes(at(3999, MIB), "left");
  assertEquals(at(4000, MIB), "a  1 MiB of 10 MiB   10 %  stalled");
  assertStringIncludes(at(4100, 2 * MIB), "/s");
});

Deno.test("calls a transfer stalled from which no byte has come at all", () => {
  const progress = new Progress();
  progress.line({ name: "a", done: 0, elapsed: 0 }, 100);
  assertEquals(progress.line({ name: "a", done: 0, elapsed: 3000 }, 100), "a  0 B  stalled");
});

Deno.test("does not call a transfer stalled whose bytes are all there", () => {
  const progress = new Progress();
  progress.line({ name: "a", done: 5, total: 5, elapsed: 0 }, 100);
  assert(!progress.line({ name: "a", done: 5, total: 5, elapsed: 9000 }, 100).includes("stalled"));
});
