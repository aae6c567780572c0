/** The speed of the digests alone: no verified transfer is faster than its digest. @module */

import { digests } from "../../lib/digest/all.ts";
import type { Part } from "./bench.ts";
import { median } from "./statistics.ts";

const PART = 2 ** 20;
const PARTS = 64;

/** Every digest over memory, in one thread. */
export const digestsAlone: Part = {
  name: "digests",
  summary: "the digests by themselves",
  run(bench) {
    const bytes = new Uint8Array(PART);
    const speeds = new Map(digests.map(({ name }) => [name, [] as number[]]));
    for (let round = 0; round < bench.rounds; round++) {
      bench.say(`round ${round + 1} of ${bench.rounds}: digests`);
      for (const { name, create } of digests) {
        const hasher = create();
        const start = performance.now();
        for (let n = 0; n < PARTS; n++) hasher.update(bytes);
        hasher.digest();
        speeds.get(name)!.push(PARTS * 1000 / (performance.now() - start));
      }
    }
    const rows = Array.from(speeds, ([name, own]) => ({ name, speeds: own, median: median(own) }));
    return Promise.resolve({
      title: "digests of memory, one thread",
      head: ["", "median MiB/s", "from", "to"],
      rows: rows.map(({ name, speeds, median }) => [
        name,
        ...[median, Math.min(...speeds), Math.max(...speeds)].map((speed) => speed.toFixed(0)),
      ]),
      goals: [],
      data: rows,
    });
  },
};
