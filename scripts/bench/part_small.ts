/** Many small files. @module */

import { join } from "node:path";
import type { Part } from "./bench.ts";
import { tarPipe } from "./netcat.ts";
import { orNone } from "./or_none.ts";
import { rsyncOverSsh, scp, scpName } from "./over_ssh.ts";
import { rsyncDaemon, rsyncOverPipe } from "./rsync.ts";
import { makeTree } from "./seeded.ts";
import { sluice } from "./sluice.ts";
import { transferInRounds } from "./transfer_rounds.ts";
import { reportTransfers, speedGoal } from "./transfers.ts";

const FILES = 10_000;
const BYTES = 4096;

/** A folder of many small files. */
export const small: Part = {
  name: "small",
  summary: `a folder of ${FILES} files of ${BYTES} bytes`,
  async run(bench) {
    const folder = join(bench.folder, "small files");
    bench.say(`making ${FILES} files`);
    await makeTree(folder, FILES, BYTES);
    try {
      const [digest] = bench.digests;
      const outcome = await transferInRounds(bench, [
        sluice(bench, digest!),
        ...tarPipe(bench),
        ...rsyncOverSsh(bench),
        ...rsyncOverPipe(bench),
        ...await orNone(bench, "rsync", () => rsyncDaemon(bench)),
        ...scp(bench),
      ], folder);
      const { results } = outcome;
      const name = `sluice, ${digest}`;
      const title = `${FILES} files of ${BYTES} bytes, folder to folder`;
      return reportTransfers(title, outcome, FILES * BYTES, "tar | nc | tar", [
        speedGoal(results, name, "rsync over ssh", "≥", 1.2),
        speedGoal(results, name, "tar | nc | tar", "≥", 0.25),
        speedGoal(results, name, scpName(), ">", 1),
      ]);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
};
