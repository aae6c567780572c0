/** Rounds in which a contender fails. */

import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { join } from "node:path";
import type { Contender } from "../../../scripts/bench/contender.ts";
import { inRounds } from "../../../scripts/bench/rounds.ts";
import { transferInRounds } from "../../../scripts/bench/transfer_rounds.ts";
import { temporaryFolder } from "../../support/folder.ts";
import { fakeBench } from "./fake_bench.ts";

/** Counts its runs from 1; fails in one. */
function entrant(name: string, failsIn = 0, ours = false) {
  let runs = 0;
  return {
    name,
    ours,
    run() {
      if (++runs === failsIn) throw new Error(`${name}: 255:\nwarning\nlost connection`);
      return Promise.resolve(runs);
    },
  };
}

Deno.test("a tool that fails in round 4 of 5 is named and left out, and the others stay", async () => {
  const bench = fakeBench(5);
  const entrants = [entrant("sluice", 0, true), entrant("scp", 4), entrant("nc")];
  const { results, failures } = await inRounds(bench, "big", entrants, ({ run }) => run());
  assertEquals(results, [
    { name: "sluice", samples: [1, 2, 3, 4, 5] },
    { name: "nc", samples: [1, 2, 3, 4, 5] },
  ]);
  const reason = "round 4: big: scp: 255: … lost connection";
  assertEquals(failures, [{ name: "scp", ours: false, reason }]);
  assertEquals(bench.said.filter((text) => text.includes("scp")), [
    ...[1, 2, 3, 4].map((round) => `round ${round} of 5: big: scp`),
    `scp failed and is left out: ${reason}`,
  ]);
});

Deno.test("a failure of sluice is marked as ours, and the others stay", async () => {
  const entrants = [entrant("sluice", 1, true), entrant("nc")];
  const { results, failures } = await inRounds(fakeBench(2), "", entrants, ({ run }) => run());
  assertEquals(results, [{ name: "nc", samples: [1, 2] }]);
  assertEquals(failures.map(({ name, ours }) => [name, ours]), [["sluice", true]]);
});

Deno.test("every contender runs in a round before the next round begins", async () => {
  const order: string[] = [];
  await inRounds(fakeBench(2), "", [entrant("a"), entrant("b")], ({ name }, round) => {
    order.push(`${name}${round}`);
    return Promise.resolve();
  });
  assertEquals(order, ["a0", "b0", "a1", "b1"]);
});

Deno.test("programs that a failed contender has left are ended", async () => {
  const bench = fakeBench(1);
  let waiting: Promise<unknown> | undefined;
  const { failures } = await inRounds(bench, "", [entrant("nc")], () => {
    waiting = bench.processes.start(["sleep", "600"]).usage;
    return Promise.reject(new Error("refused"));
  });
  assertEquals(failures.length, 1);
  await waiting;
});

Deno.test("a stopped bench ends its rounds instead of leaving contenders out", async () => {
  const bench = fakeBench(3);
  await assertRejects(
    () =>
      inRounds(bench, "", [entrant("nc")], async () => {
        await bench.processes.stop();
        throw new Error("ended by SIGKILL");
      }),
    Error,
    "ended by SIGKILL",
  );
});

Deno.test("a contender whose copy differs is left out", async () => {
  await using folder = await temporaryFolder();
  const source = join(folder.path, "source");
  await Deno.writeTextFile(source, "content");
  const writes = (name: string, text: string): Contender => ({
    name,
    async run(_, into) {
      await Deno.writeTextFile(join(into, "source"), text);
      return { seconds: 1 };
    },
  });
  const bench = fakeBench(1, folder.path);
  const contenders = [writes("exact", "content"), writes("lossy", "contemt")];
  const { results, failures } = await transferInRounds(bench, contenders, source);
  assertEquals(results.map(({ name }) => name), ["exact"]);
  assertEquals(failures.map(({ name }) => name), ["lossy"]);
  assertMatch(failures[0]!.reason, /what arrived is not what was sent/);
});
