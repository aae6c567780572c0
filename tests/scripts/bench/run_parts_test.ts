/** Parts that fail. */

import { assertEquals, assertRejects } from "@std/assert";
import type { Part, Report } from "../../../scripts/bench/bench.ts";
import { orNone } from "../../../scripts/bench/or_none.ts";
import { runParts } from "../../../scripts/bench/run_parts.ts";
import { fakeBench } from "./fake_bench.ts";

function part(name: string, run: () => Partial<Report>): Part {
  const empty = { title: name, head: [], rows: [], goals: [], data: null };
  return { name, summary: name, run: async () => ({ ...empty, ...await run() }) };
}

async function outcome(...parts: Part[]) {
  const events: string[] = [];
  const whole = await runParts(fakeBench(1), parts, {
    report: ({ name }) => void events.push(name),
    failed: ({ name }, reason) => void events.push(`${name} failed: ${reason}`),
  });
  return { whole, events };
}

const failure = (ours: boolean) => ({ failures: [{ name: "it", ours, reason: "refused" }] });

Deno.test("a part that fails does not keep the others from running, and is an error", async () => {
  const fails = part("big", () => {
    throw new Error("no space left");
  });
  assertEquals(await outcome(fails, part("small", () => ({}))), {
    whole: false,
    events: ["big failed: no space left", "small"],
  });
});

Deno.test("a failure of sluice is an error, after every part was reported", async () => {
  assertEquals(await outcome(part("big", () => failure(true)), part("small", () => ({}))), {
    whole: false,
    events: ["big", "small"],
  });
});

Deno.test("a failure of another tool is no error", async () => {
  const { whole } = await outcome(part("big", () => failure(false)));
  assertEquals(whole, true);
});

Deno.test("what a part leaves running is ended before the next one", async () => {
  const bench = fakeBench(1);
  let running: Promise<unknown> | undefined;
  const leaves = part("big", () => {
    running = bench.processes.start(["sleep", "600"], { lasting: true }).usage;
    return {};
  });
  await runParts(bench, [leaves], { report() {}, failed() {} });
  await running;
});

Deno.test("a stopped bench starts no other part", async () => {
  const bench = fakeBench(1);
  const stops = part("big", () => {
    void bench.processes.stop();
    throw new Error("ended by SIGKILL");
  });
  const never = part("small", () => {
    throw new Error("it was started");
  });
  const sink = { report() {}, failed() {} };
  await assertRejects(() => runParts(bench, [stops, never], sink), Error, "ended by SIGKILL");
});

Deno.test("a tool whose server does not start is left out by name", async () => {
  const bench = fakeBench(1);
  const found = await orNone(bench, "croc", () => Promise.reject(new Error("port in use")));
  assertEquals([found, bench.said], [[], ["without croc: port in use"]]);
});
