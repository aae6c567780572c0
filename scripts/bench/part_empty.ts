/** Very many empty files: the cost of a name. @module */

import { join } from "node:path";
import type { Part } from "./bench.ts";
import { tarPipe } from "./netcat.ts";
import { rsyncOverPipe } from "./rsync.ts";
import { makeTree } from "./seeded.ts";
import { sluice } from "./sluice.ts";
import { transferInRounds } from "./transfer_rounds.ts";
import { reportTransfers, speedGoal } from "./transfers.ts";

const FILES = 100_000;

/** A folder of empty files. */
export const empty: Part = {
  name: "empty",
  summary: `a folder of ${FILES} empty files`,
  async run(bench) {
    const folder = join(bench.folder, "empty files");
    bench.say(`making ${FILES} empty files`);
    await makeTree(folder, FILES, 0);
    try {
      const [digest] = bench.digests;
      const outcome = await transferInRounds(bench, [
        sluice(bench, digest!),
        ...tarPipe(bench),
        ...rsyncOverPipe(bench),
      ], folder);
      const title = `${FILES} empty files, folder to folder`;
      return reportTransfers(title, outcome, 0, "rsync over a pipe", [
        speedGoal(outcome.results, `sluice, ${digest}`, "rsync over a pipe", "≥", 1),
      ]);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
};
