/** Runs contenders in turn, so that a machine that slows down affects all of them. @module */

import { basename, join } from "node:path";
import type { Bench } from "./bench.ts";
import type { Contender, Sample } from "./contender.ts";

/** A contender's runs, one per round. */
export interface Result {
  /** Its name. */
  name: string;
  /** The measurements of each round. */
  samples: Sample[];
}

/** Transfers `source` to an empty folder, by every contender in every round. */
export async function inTurn(
  bench: Bench,
  contenders: readonly Contender[],
  source: string,
): Promise<Result[]> {
  const results = contenders.map(({ name }): Result => ({ name, samples: [] }));
  for (let round = 0; round < bench.rounds; round++) {
    for (const [i, contender] of contenders.entries()) {
      bench.say(`round ${round + 1} of ${bench.rounds}: ${contender.name}`);
      const into = await Deno.makeTempDir({ dir: bench.folder });
      try {
        results[i]!.samples.push(await contender.run(source, into));
        // Each runs once in full first, to check that its result is correct.
        if (round === 0) await compare(source, join(into, basename(source)), contender.name);
      } finally {
        await Deno.remove(into, { recursive: true });
      }
    }
  }
  return results;
}

async function compare(source: string, copy: string, name: string): Promise<void> {
  const { success } = await new Deno.Command("diff", {
    args: ["-r", "-q", source, copy],
    stdin: "null",
    stdout: "null",
  }).output();
  if (!success) throw new Error(`${name}: what arrived is not what was sent`);
}
