/** One sender and many receivers. @module */

import { join } from "node:path";
import type { Bench, Part } from "./bench.ts";
import type { Contender, Sample } from "./contender.ts";
import { inTurn } from "./in_turn.ts";
import { netcat } from "./netcat.ts";
import { scp } from "./over_ssh.ts";
import { makeFile } from "./seeded.ts";
import { SLUICE } from "./sluice.ts";
import { reportTransfers } from "./transfers.ts";

/** Concurrent receivers. */
const RECEIVERS = 8;

/** One sender that serves all, compared with a pair of programs for each receiver. */
export const crowd: Part = {
  name: "crowd",
  summary: `${RECEIVERS} receivers of one sender at once`,
  async run(bench) {
    const size = Math.floor(bench.size / RECEIVERS);
    const file = join(bench.folder, "shared");
    await makeFile(file, size);
    try {
      const [digest] = bench.digests;
      const results = await inTurn(bench, [
        keep(bench, digest!),
        ...netcat(bench).map(each),
        ...scp(bench).map(each),
      ], file);
      const title = `${size / 2 ** 20} MiB to each of ${RECEIVERS} at once`;
      return reportTransfers(title, results, size * RECEIVERS, "scp, one for each", []);
    } finally {
      await Deno.remove(file);
    }
  },
};

/** The destinations; the first one is compared. */
function destinations(into: string): Promise<string[]> {
  return Promise.all(Array.from({ length: RECEIVERS }, async (_, i) => {
    const folder = i === 0 ? into : join(into, `receiver ${i}`);
    await Deno.mkdir(folder, { recursive: true });
    return folder;
  }));
}

/** One `send --keep` for all; timed from the start of the receivers to the end of the last. */
function keep({ processes }: Bench, digest: string): Contender {
  return {
    name: `sluice, ${digest}`,
    async run(source, into): Promise<Sample> {
      const listen = ["--plain", "--listen", "127.0.0.1:0", "--keep", "--digest", digest];
      const sender = processes.start([SLUICE, "send", source, ...listen]);
      const [, address] = await sender.says(/Listening on tcp:\/\/(127\.0\.0\.1:\d+)/);
      const folders = await destinations(into);
      const start = performance.now();
      const peaks = await Promise.all(
        folders.map((folder) =>
          processes.start(
            [SLUICE, "receive", "--plain", "--from", address!, "--into", folder, "--yes"],
          ).ended
        ),
      );
      const seconds = (performance.now() - start) / 1000;
      await processes.end(sender);
      return { seconds, receiverPeak: Math.max(...peaks.map((peak) => peak ?? 0)) };
    },
  };
}

/** A tool that serves one receiver: a pair of programs for each. */
function each(rival: Contender): Contender {
  return {
    name: `${rival.name}, one for each`,
    async run(source, into) {
      const folders = await destinations(into);
      const samples = await Promise.all(folders.map((folder) => rival.run(source, folder)));
      return { seconds: Math.max(...samples.map(({ seconds }) => seconds)) };
    },
  };
}
