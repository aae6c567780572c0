/** Tests that hang, run as `deno task test` runs them. @module */

import { assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { closingLine, runTests } from "../../scripts/test.ts";
import { temporaryFolder } from "../support/folder.ts";

/** Every form of `Deno.test` with a test that would never end, in promises and in a loop. */
const HANGS: [name: string, source: string][] = [
  ["name and function", `Deno.test("hangs", () => new Promise(() => {}));`],
  ["a function", `Deno.test(function hangs() { return new Promise(() => {}); });`],
  ["options", `Deno.test({ name: "hangs", fn: () => new Promise(() => {}) });`],
  ["options and function", `Deno.test({ name: "hangs" }, () => new Promise(() => {}));`],
  ["name, options, function", `Deno.test("hangs", {}, () => new Promise(() => {}));`],
  ["a loop", `Deno.test("hangs", () => { for (;;); });`],
  ["a step", `Deno.test("hangs", (t) => t.step("in it", () => new Promise(() => {})));`],
];
for (const [form, source] of HANGS) {
  Deno.test(`reports a test that hangs by its name, and runs the next one: ${form}`, async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "hanging_test.ts");
    // A timer keeps the runner from seeing that nothing can happen any more.
    const whole = `setInterval(() => {}, 1000);\n${source}\nDeno.test("next", () => {});\n`;
    await Deno.writeTextFile(file, whole);
    let output = "";
    const onOutput = (text: string) => output += text;
    const count = await runTests(["--no-check", file], { onOutput, deadline: 500 });
    assertEquals(closingLine(count), "1 passed, 1 failed", output);
    assertMatch(output, /^hangs => \S*hanging_test\.ts:2:\d+$/m);
    assertMatch(output, /time/i);
  });
}

Deno.test("a timeout of a test overrides the deadline", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "slow_test.ts");
  const slow = "fn: () => new Promise((resolve) => setTimeout(resolve, 300))";
  const tests = [
    `Deno.test({ name: "a", timeout: 60_000, ${slow} });`,
    `Deno.test({ name: "b", ${slow} });`,
    `Deno.test.ignore("c", () => {});`,
  ];
  await Deno.writeTextFile(file, tests.join("\n"));
  let output = "";
  const onOutput = (text: string) => output += text;
  const count = await runTests(["--no-check", file], { onOutput, deadline: 100 });
  assertEquals(closingLine(count), "1 passed, 1 failed, 1 skipped", output);
  assertMatch(output, /^b => /m);
});
