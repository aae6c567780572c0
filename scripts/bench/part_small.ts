/** Many small files. @module */

import { join } from "node:path";
import type { Part } from "./bench.ts";
import { inTurn } from "./in_turn.ts";
import { tarPipe } from "./netcat.ts";
import { rsync, scp } from "./over_ssh.ts";
import { makeTree } from "./seeded.ts";
import { sluice } from "./sluice.ts";
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
      const results = await inTurn(bench, [
        sluice(bench, digest!),
        ...tarPipe(bench),
        ...rsync(bench),
        ...scp(bench),
      ], folder);
      const name = `sluice, ${digest}`;
      const title = `${FILES} files of ${BYTES} bytes, folder to folder`;
      return reportTransfers(title, results, FILES * BYTES, "tar | nc | tar", [
        ...speedGoal(results, name, "tar | nc | tar", "≥", 1),
        ...speedGoal(results, name, "rsync", ">", 1),
        ...speedGoal(results, name, "scp", ">", 1),
      ]);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
};
