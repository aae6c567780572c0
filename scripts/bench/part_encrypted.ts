/** One large file, encrypted; and the time to the first byte. @module */

import { join } from "node:path";
import { type Bench, goal, type Part } from "./bench.ts";
import type { Contender } from "./contender.ts";
import { CROC, croc } from "./croc.ts";
import { type Beginnings, firstByte } from "./first_byte.ts";
import { type IsolatedNetwork, isolateNetwork } from "./isolated_network.ts";
import { orNone } from "./or_none.ts";
import { FAST_CIPHER, scp, scpName } from "./over_ssh.ts";
import type { Failure } from "./rounds.ts";
import { makeFile } from "./seeded.ts";
import { sluice, sluiceByCode } from "./sluice.ts";
import { medianOfKnown } from "./statistics.ts";
import { thenSum } from "./then_sum.ts";
import { transferInRounds } from "./transfer_rounds.ts";
import { memoryGoal, reportTransfers, speedGoal } from "./transfers.ts";
import { WORMHOLE, wormhole } from "./wormhole.ts";

/** Seconds from the code to the first byte, at most, on an idle machine. */
const FIRST_BYTE_GOAL = 1;
/** Peak memory of a side, in megabytes. */
const MEMORY_GOAL = 110;

/** Compares encrypted transfers. */
export const encrypted: Part = {
  name: "encrypted",
  summary: "one large file, encrypted, against scp and what else works with a code",
  async run(bench) {
    const file = join(bench.folder, "large file");
    bench.say(`making a file of ${bench.size / 2 ** 20} MiB`);
    await makeFile(file, bench.size);
    await using isolated = await isolateNetwork().catch((error: Error) => {
      bench.say(`without magic-wormhole and croc: ${error.message}`);
      return undefined;
    });
    try {
      const failures: Failure[] = [];
      const beginnings = await firstByte(bench).catch((error: Error): Beginnings => {
        if (bench.processes.stopped) throw error;
        failures.push({ name: "sluice, first byte", ours: true, reason: error.message });
        return { code: [], byte: [] };
      });
      const outcome = await transferInRounds(bench, [
        ...bench.digests.map((digest) => sluiceByCode(bench, digest)),
        sluice(bench, bench.digests[0]!),
        ...scp(bench),
        ...thenSum(bench, scp(bench), bench.digests[0]!),
        ...scp(bench, FAST_CIPHER),
        ...isolated ? await others(bench, isolated) : [],
      ], file);
      const { results } = outcome;
      const [digest] = bench.digests;
      const name = `sluice by code, ${digest}`;
      const title = `${bench.size / 2 ** 20} MiB, file to file, encrypted but for ` +
        `"sluice, ${digest}"\n${shown(beginnings)}`;
      const report = reportTransfers(title, outcome, bench.size, scpName(), [
        speedGoal(results, name, scpName(), "≥", 1.3),
        speedGoal(results, name, scpName(FAST_CIPHER), "≥", 1),
        speedGoal(results, name, WORMHOLE, "≥", 2),
        speedGoal(results, name, CROC.relay, "≥", 3),
        speedGoal(results, name, CROC.lan, "≥", 3),
        memoryGoal(results, name, MEMORY_GOAL),
        goal("seconds to the first byte", medianOfKnown(beginnings.byte), "≤", FIRST_BYTE_GOAL),
      ]);
      failures.unshift(...report.failures!);
      return { ...report, failures, data: { transfers: report.data, ...beginnings } };
    } finally {
      await Deno.remove(file);
    }
  },
};

async function others(bench: Bench, isolated: IsolatedNetwork): Promise<Contender[]> {
  return [
    ...await orNone(bench, WORMHOLE, () => wormhole(bench, isolated)),
    ...await orNone(bench, "croc", () => croc(bench, isolated)),
  ];
}

function shown({ code, byte }: { code: number[]; byte: number[] }): string {
  const ms = (seconds: number[]) => `${((medianOfKnown(seconds) ?? NaN) * 1000).toFixed(0)} ms`;
  return `start of sluice send to the printed code: ${
    ms(code)
  }; start of sluice receive CODE, with ` +
    `finding, to the first byte: ${ms(byte)}`;
}
