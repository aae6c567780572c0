import { assert, assertEquals } from "@std/assert";
import { runCases } from "./run_cases.ts";

Deno.test("two thousand mutated sessions end in time, with a reason, and touch nothing else", {
  timeout: 300_000,
}, async () => {
  const summary = await runCases({ cases: 2_000, seed: 1 });
  assertEquals(summary.failures, [], summary.failures.slice(0, 10).join("\n\n"));
  assert(summary.ends.done! > 40, "some mutations are harmless, and then all of it arrives");
  assert(summary.growth < 200, `memory grew by ${summary.growth} MiB`);
  assertEquals(summary.leaked, 0, "files are left open");
});
