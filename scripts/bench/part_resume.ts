/** Resumes a transfer of which most has arrived. @module */

import { basename, join } from "node:path";
import { safePath } from "../../lib/file/safe_path.ts";
import { Staging } from "../../lib/file/staging/staging.ts";
import { type Bench, goal, type Part } from "./bench.ts";
import { SLUICE } from "./sluice.ts";
import { median } from "./statistics.ts";

/** The missing bytes. */
const TAIL = 1 << 20;
/** Sizes of the files in bytes; they are sparse, so that any disk holds them. */
const SIZES = [2 ** 30, 100 * 2 ** 30];
/** Seconds from the start of the sender to the first byte of the tail at the receiver, at most. */
const GOAL = 1;

/**
 * Measured from the start of the sender to the first new byte at the receiver; the existing part is
 * read in parallel.
 */
export const resume: Part = {
  name: "resume",
  summary: "first new byte of a file of which all but 1 MiB has arrived",
  async run(bench) {
    const rows = [];
    for (const size of SIZES) {
      const file = join(bench.folder, `of ${size / 2 ** 30} GiB`);
      await sparse(file, size);
      const seconds: number[] = [];
      for (let round = 0; round < bench.rounds; round++) {
        bench.say(`round ${round + 1} of ${bench.rounds}: ${basename(file)}`);
        seconds.push(await firstByte(bench, file, size));
      }
      rows.push({ name: `${size / 2 ** 30} GiB`, seconds, median: median(seconds) });
      await Deno.remove(file);
    }
    return {
      title: "first new byte of a resumed file, from the start of the sender",
      head: ["", "median s", "from", "to"],
      rows: rows.map((row) => [
        row.name,
        ...[row.median, Math.min(...row.seconds), Math.max(...row.seconds)].map((s) =>
          s.toFixed(2)
        ),
      ]),
      goals: rows.map(({ name, median }) => goal(`seconds at ${name}`, median, "≤", GOAL)),
      data: rows,
    };
  },
};

async function sparse(path: string, size: number): Promise<void> {
  using file = await Deno.open(path, { createNew: true, write: true });
  await file.truncate(size);
}

async function firstByte({ folder, processes }: Bench, source: string, size: number) {
  const into = await Deno.makeTempDir({ dir: folder });
  const path = safePath(basename(source));
  try {
    // The state of a receiver that was killed shortly before the end.
    const staging = Staging.open(into, { names: [path], digest: "sha256" }, false);
    const file = staging.tree.createFile(path, 0o644);
    file.truncateSync(size - TAIL);
    file.close();
    staging.keep();
    const listen = ["--plain", "--listen", "127.0.0.1:0", "--retry", "0"];
    const receiver = processes.start(
      [SLUICE, "receive", ...listen, "--into", into, "--yes", "--once"],
    );
    const [, address] = await receiver.says(/Listening on tcp:\/\/(127\.0\.0\.1:\d+)/);
    const start = performance.now();
    const send = ["--plain", "--to", address!, "--retry", "0"];
    const sender = processes.start([SLUICE, "send", source, ...send]);
    await larger(staging.tree.path(path), size - TAIL);
    const seconds = (performance.now() - start) / 1000;
    // The rest of the transfer is not part of the measurement.
    await Promise.all([processes.end(sender), processes.end(receiver)]);
    return seconds;
  } finally {
    await Deno.remove(into, { recursive: true });
  }
}

/** Resolves once a file is longer than `size`. */
async function larger(path: string, size: number): Promise<void> {
  for (;;) {
    const info = await Deno.lstat(path).catch(() => undefined);
    if (info !== undefined && info.size > size) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
