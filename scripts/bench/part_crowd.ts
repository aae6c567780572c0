/** One sender and many receivers. @module */

import { join } from "node:path";
import type { Bench, Part } from "./bench.ts";
import type { Contender, Sample } from "./contender.ts";
import { netcat } from "./netcat.ts";
import { FAST_CIPHER, scp, scpName } from "./over_ssh.ts";
import { makeFile } from "./seeded.ts";
import { makeSecret } from "./secret.ts";
import { SLUICE } from "./sluice.ts";
import { transferInRounds } from "./transfer_rounds.ts";
import { reportTransfers, speedGoal } from "./transfers.ts";
import { together } from "./usage.ts";

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
      const secret = await makeSecret(bench.folder);
      const encrypted = keep(bench, `sluice by secret, ${digest}`, digest!, [
        "--secret-file",
        secret,
      ]);
      const plain = keep(bench, `sluice, ${digest}`, digest!, ["--plain"]);
      const outcome = await transferInRounds(bench, [
        encrypted,
        plain,
        ...netcat(bench).map(each),
        ...scp(bench).map(each),
        ...scp(bench, FAST_CIPHER).map(each),
      ], file);
      const base = eachName(scpName());
      const title = `${size / 2 ** 20} MiB to each of ${RECEIVERS} at once`;
      return reportTransfers(title, outcome, size * RECEIVERS, base, [
        speedGoal(outcome.results, encrypted.name, base, "≥", 1),
        speedGoal(outcome.results, plain.name, base, "≥", 1),
      ]);
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
function keep({ processes }: Bench, name: string, digest: string, how: string[]): Contender {
  return {
    name,
    ours: true,
    async run(source, into): Promise<Sample> {
      const listen = [...how, "--listen", "127.0.0.1:0", "--keep", "--digest", digest];
      const sender = processes.start([SLUICE, "send", source, ...listen]);
      const [, address] = await sender.says(/Listening on tcp:\/\/(127\.0\.0\.1:\d+)/);
      const folders = await destinations(into);
      const receive = ["receive", ...how, "--from", address!, "--yes", "--into"];
      const start = performance.now();
      const receivers = await Promise.all(
        folders.map((folder) => processes.start([SLUICE, ...receive, folder]).ended),
      );
      const seconds = (performance.now() - start) / 1000;
      return {
        seconds,
        sender: await processes.end(sender),
        receiver: together(receivers),
      };
    },
  };
}

/** A tool that serves one receiver: a pair of programs for each. */
function each(rival: Contender): Contender {
  return {
    ...rival,
    name: eachName(rival.name),
    async run(source, into) {
      const folders = await destinations(into);
      const samples = await Promise.all(folders.map((folder) => rival.run(source, folder)));
      return {
        seconds: Math.max(...samples.map(({ seconds }) => seconds)),
        sender: together(samples.map(({ sender }) => sender)),
        receiver: together(samples.map(({ receiver }) => receiver)),
      };
    },
  };
}

function eachName(name: string): string {
  return `${name}, one for each`;
}
