/** One large file. @module */

import { join } from "node:path";
import type { Part } from "./bench.ts";
import { inTurn } from "./in_turn.ts";
import { netcat, netcatThenSum } from "./netcat.ts";
import { rsync, scp } from "./over_ssh.ts";
import { sluice } from "./sluice.ts";
import { socat } from "./socat.ts";
import { makeFile } from "./seeded.ts";
import { reportTransfers, speedGoal } from "./transfers.ts";

/** One large file, from file to file. */
export const big: Part = {
  name: "big",
  summary: "one large file",
  async run(bench) {
    const file = join(bench.folder, "large file");
    bench.say(`making a file of ${bench.size / 2 ** 20} MiB`);
    await makeFile(file, bench.size);
    try {
      const results = await inTurn(bench, [
        ...bench.digests.map((digest) => sluice(bench, digest)),
        ...netcat(bench),
        ...bench.digests.flatMap((digest) => netcatThenSum(bench, digest)),
        ...socat(bench, 2 ** 20),
        ...socat(bench),
        ...scp(bench),
        ...scp(bench, "aes128-gcm@openssh.com"),
        ...rsync(bench),
      ], file);
      const [digest] = bench.digests;
      const name = `sluice, ${digest}`;
      const title = `${bench.size / 2 ** 20} MiB, file to file`;
      return reportTransfers(title, results, bench.size, "nc", [
        ...speedGoal(results, name, "nc", "≥", 1),
        ...speedGoal(results, name, `nc, then ${digest}sum at both ends`, "≥", 1.5),
      ]);
    } finally {
      await Deno.remove(file);
    }
  },
};
