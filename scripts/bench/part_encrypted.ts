/** One large file, encrypted; and the time to the first byte. @module */

import { join } from "node:path";
import { type Bench, goal, type Part } from "./bench.ts";
import type { Contender } from "./contender.ts";
import { croc } from "./croc.ts";
import { firstByte } from "./first_byte.ts";
import { inTurn } from "./in_turn.ts";
import { type IsolatedNetwork, isolateNetwork } from "./isolated_network.ts";
import { scp } from "./over_ssh.ts";
import { makeFile } from "./seeded.ts";
import { sluice, sluiceByCode } from "./sluice.ts";
import { median } from "./statistics.ts";
import { thenSum } from "./then_sum.ts";
import { reportTransfers, speedGoal } from "./transfers.ts";
import { wormhole } from "./wormhole.ts";

/** Seconds from the code to the first byte, at most, on an idle machine. */
const FIRST_BYTE_GOAL = 1;

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
      const beginnings = await firstByte(bench);
      const results = await inTurn(bench, [
        ...bench.digests.map((digest) => sluiceByCode(bench, digest)),
        sluice(bench, bench.digests[0]!),
        ...scp(bench),
        ...thenSum(bench, scp(bench), bench.digests[0]!),
        ...scp(bench, "aes128-gcm@openssh.com"),
        ...isolated ? await others(bench, isolated) : [],
      ], file);
      const [digest] = bench.digests;
      const name = `sluice by code, ${digest}`;
      const title = `${bench.size / 2 ** 20} MiB, file to file, encrypted but for ` +
        `"sluice, ${digest}"\n${shown(beginnings)}`;
      const report = reportTransfers(title, results, bench.size, "scp", [
        ...speedGoal(results, name, "scp", "≥", 1.3),
        ...speedGoal(results, name, `scp, then ${digest}sum at both ends`, "≥", 1.3),
        ...speedGoal(results, name, "magic-wormhole", "≥", 3),
        ...speedGoal(results, name, "croc", "≥", 3),
        goal("seconds to the first byte", median(beginnings.byte), "≤", FIRST_BYTE_GOAL),
      ]);
      return { ...report, data: { transfers: report.data, ...beginnings } };
    } finally {
      await Deno.remove(file);
    }
  },
};

async function others(bench: Bench, isolated: IsolatedNetwork): Promise<Contender[]> {
  const found = [...await wormhole(bench, isolated), ...await croc(bench, isolated)];
  for (const name of ["magic-wormhole", "croc"]) {
    if (!found.some((contender) => contender.name === name)) {
      bench.say(`without ${name}: it is not installed`);
    }
  }
  return found;
}

function shown({ code, byte }: { code: number[]; byte: number[] }): string {
  const ms = (seconds: number[]) => `${(median(seconds) * 1000).toFixed(0)} ms`;
  return `start of sluice send to the printed code: ${
    ms(code)
  }; start of sluice receive CODE, with ` +
    `finding, to the first byte: ${ms(byte)}`;
}
