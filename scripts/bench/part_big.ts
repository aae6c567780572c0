/** One large file. @module */

import { join } from "node:path";
import type { Part } from "./bench.ts";
import { FLOOR, floor } from "./floor.ts";
import { netcat, netcatThenSum } from "./netcat.ts";
import { orNone } from "./or_none.ts";
import { FAST_CIPHER, rsyncOverSsh, scp } from "./over_ssh.ts";
import { rsyncDaemon } from "./rsync.ts";
import { sluice } from "./sluice.ts";
import { socat } from "./socat.ts";
import { makeFile } from "./seeded.ts";
import { transferInRounds } from "./transfer_rounds.ts";
import { cpuGoal, reportTransfers, speedGoal } from "./transfers.ts";

/** CPU of a side, relative to the floor. */
const FLOOR_GOAL = 1.05;

/** One large file, from file to file. */
export const big: Part = {
  name: "big",
  summary: "one large file, without encryption",
  async run(bench) {
    const file = join(bench.folder, "large file");
    bench.say(`making a file of ${bench.size / 2 ** 20} MiB`);
    await makeFile(file, bench.size);
    try {
      const outcome = await transferInRounds(bench, [
        ...bench.digests.map((digest) => sluice(bench, digest)),
        floor(bench),
        ...netcat(bench),
        ...bench.digests.flatMap((digest) => netcatThenSum(bench, digest)),
        ...socat(bench, 2 ** 20),
        ...socat(bench),
        ...scp(bench),
        ...scp(bench, FAST_CIPHER),
        ...rsyncOverSsh(bench),
        ...await orNone(bench, "rsync", () => rsyncDaemon(bench)),
      ], file);
      const { results } = outcome;
      const [digest] = bench.digests;
      const name = `sluice, ${digest}`;
      const title = `${bench.size / 2 ** 20} MiB, file to file`;
      return reportTransfers(title, outcome, bench.size, "nc", [
        cpuGoal(results, name, FLOOR, "sender", FLOOR_GOAL),
        cpuGoal(results, name, FLOOR, "receiver", FLOOR_GOAL),
        speedGoal(results, name, `nc, then ${digest}sum at both ends`, "≥", 2),
        speedGoal(results, name, "nc", "≥", 1),
      ]);
    } finally {
      await Deno.remove(file);
    }
  },
};
