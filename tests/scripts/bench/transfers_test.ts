/** Goals of transfers. */

import { assertEquals } from "@std/assert";
import type { Sample } from "../../../scripts/bench/contender.ts";
import {
  cpuGoal,
  memoryGoal,
  reportTransfers,
  speedGoal,
} from "../../../scripts/bench/transfers.ts";
import { together } from "../../../scripts/bench/usage.ts";

const sample = (seconds: number, sender: number, receiver?: number, peak = 1e6): Sample => ({
  seconds,
  sender: { cpu: sender, peak },
  receiver: receiver === undefined ? undefined : { cpu: receiver },
});

const results = [
  { name: "ours", samples: [sample(1, 1, 2), sample(2, 2, 4, 120e6), sample(1, 1, 2)] },
  { name: "scp", samples: [sample(2, 2, 4), sample(4, 4, 8), sample(1, 2, 4)] },
  // One program does both sides.
  { name: "pipe", samples: [sample(1, 1.5), sample(2, 3), sample(1, 1.5)] },
];

Deno.test("a goal of speed is the median ratio of the rounds, with the CPU time of both sides", () => {
  assertEquals(speedGoal(results, "ours", "scp", "≥", 1.3), {
    text: "speed of ours / scp ≥ 1.3",
    value: 2,
    met: true,
    cpu: 0.5,
  });
  const { value, met, cpu } = speedGoal(results, "ours", "pipe", ">", 1);
  assertEquals([value, met, cpu], [1, false, 2]);
});

Deno.test("a goal against a missing tool is neither met nor missed", () => {
  const { value, met } = speedGoal(results, "ours", "croc", "≥", 3);
  assertEquals([value, met], [undefined, undefined]);
});

Deno.test("a goal of CPU time compares one side", () => {
  const { text, value, met } = cpuGoal(results, "scp", "ours", "receiver", 1.05);
  assertEquals([text, value, met], ["CPU of the receiver, scp / ours ≤ 1.05", 2, false]);
  assertEquals(cpuGoal(results, "ours", "pipe", "receiver", 1).value, undefined);
});

Deno.test("a goal of memory counts the largest peak of every round", () => {
  const { value, met } = memoryGoal(results, "ours", 110);
  assertEquals([value, met], [120, false]);
  assertEquals(memoryGoal(results, "scp", 110).met, true);
});

Deno.test("a report has no row for what failed, and compares with what is left", () => {
  const outcome = { results: results.slice(0, 1), failures: [] };
  const { title, rows } = reportTransfers("1 MiB", outcome, 2 ** 20, "scp", []);
  assertEquals(title, '1 MiB; ratios to "ours"');
  assertEquals(rows.map(([name, seconds]) => [name, seconds]), [["ours", "1.00"]]);
});

Deno.test("a report without any result has no rows", () => {
  const { rows } = reportTransfers("1 MiB", { results: [], failures: [] }, 1, "scp", []);
  assertEquals(rows, []);
});

Deno.test("the cost of several programs is unknown if that of one is", () => {
  assertEquals(together([{ cpu: 1, peak: 5 }, { cpu: 2, peak: 3 }, undefined]), {
    cpu: 3,
    peak: 5,
  });
  assertEquals(together([{ cpu: 1 }, {}])?.cpu, undefined);
  assertEquals(together([undefined]), undefined);
});
