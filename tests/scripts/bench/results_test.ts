/** Results as text, and as lines of JSON. */

import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { goal, type Report } from "../../../scripts/bench/bench.ts";
import { machine } from "../../../scripts/bench/machine.ts";
import { appendResults, reportLines } from "../../../scripts/bench/results.ts";
import { temporaryFolder } from "../../support/folder.ts";

const report: Report = {
  title: "1 MiB",
  head: ["", "s"],
  rows: [["sluice", "1.00"]],
  goals: [
    goal("speed of sluice / scp", 1.5, "≥", 1.3, 0.5),
    goal("speed of sluice / nc", 0.9, "≥", 1),
    goal("peak memory, MB", 110, "≤", 110),
    goal("speed of sluice / croc", undefined, "≥", 3),
  ],
  failures: [
    { name: "croc", ours: false, reason: "round 4: refused" },
    { name: "sluice, md5", ours: true, reason: "round 1: cut" },
  ],
  data: [{ name: "sluice", seconds: [1] }],
};

Deno.test("goals say whether they are met, with the ratio of CPU time", () => {
  assertEquals(reportLines(report).split("\n").slice(1), [
    "           s",
    "sluice  1.00",
    "failed, left out: croc: round 4: refused",
    "FAILED: sluice, md5: round 1: cut",
    "met: speed of sluice / scp ≥ 1.3: 1.50 (CPU, ours / theirs: 0.50)",
    "MISSED: speed of sluice / nc ≥ 1: 0.90",
    "met: peak memory, MB ≤ 110: 110.00",
    "not measured: speed of sluice / croc ≥ 3",
  ]);
});

Deno.test("results are appended, one line of JSON a part, with the machine", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "bench.jsonl");
  const conditions = {
    machine: machine(),
    storage: "memory",
    versions: { sluice: "0" },
    rounds: 5,
    size: 1,
  };
  await Deno.writeTextFile(file, '{"earlier":"run"}\n');
  const time = new Date(0);
  await appendResults(file, "big", report, conditions, time);
  await appendResults(file, "small", report, conditions, time);
  const text = await Deno.readTextFile(file);
  assertEquals(text.at(-1), "\n");
  const [earlier, big, small, ...more] = text.trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals([earlier, more], [{ earlier: "run" }, []]);
  assertEquals([big.part, small.part], ["big", "small"]);
  assertEquals(big.time, "1970-01-01T00:00:00.000Z");
  assertEquals(big.machine, JSON.parse(JSON.stringify(machine())));
  assertEquals(big.results, report.data);
  assertEquals(big.failures, report.failures);
  assertEquals(big.goals[0], {
    text: "speed of sluice / scp ≥ 1.3",
    value: 1.5,
    met: true,
    cpu: 0.5,
  });
});
