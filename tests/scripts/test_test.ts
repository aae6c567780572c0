import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { closingLine, countTests, runTests } from "../../scripts/test.ts";

Deno.test("reads the summary of deno test", () => {
  assertEquals(countTests("....\n\nok | 12 passed (3 steps) | 0 failed | 1 ignored (2s)\n\n"), {
    passed: 12,
    failed: 0,
    skipped: 1,
  });
  assertEquals(countTests("FAILED | 0 passed | 2 failed (1 step) (2s)\n\nerror: Test failed\n"), {
    passed: 0,
    failed: 2,
    skipped: 0,
  });
});

Deno.test("the closing line counts skipped tests only if there are some", () => {
  assertEquals(closingLine({ passed: 3, failed: 0, skipped: 0 }), "3 passed, 0 failed");
  assertEquals(closingLine({ passed: 3, failed: 1, skipped: 2 }), "3 passed, 1 failed, 2 skipped");
});

const RUNS: [name: string, module: string, expected: string][] = [
  [
    "counted",
    `Deno.test("a", () => {}); Deno.test.ignore("b", () => {});`,
    "1 passed, 0 failed, 1 skipped",
  ],
  ["a failure", `Deno.test("a", () => { throw new Error("no"); });`, "0 passed, 1 failed"],
  ["a module that throws", `throw new Error("no");`, "0 passed, 1 failed"],
  ["a module that does not parse", `Deno.test(`, "0 passed, 1 failed"],
  ["a module that exits", `Deno.exit(3);`, "0 passed, 1 failed"],
];

for (const [name, module, expected] of RUNS) {
  Deno.test(`real tests: ${name}`, async () => {
    const folder = await Deno.makeTempDir({ prefix: "count-" });
    try {
      const file = join(folder, "some_test.ts");
      await Deno.writeTextFile(file, module);
      let output = "";
      const count = await runTests(["--no-check", file], { onOutput: (text) => output += text });
      assertEquals(closingLine(count), expected, output);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}
