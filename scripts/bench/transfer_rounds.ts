/** Rounds of transfers, whose results are compared with their source. @module */

import { basename, join } from "node:path";
import type { Bench } from "./bench.ts";
import type { Contender, Sample } from "./contender.ts";
import { inRounds, type Outcome } from "./rounds.ts";
import { TreeCpu } from "./tree_cpu.ts";
import { together } from "./usage.ts";

/** Transfers `source` to an empty folder, by every contender in every round. */
export function transferInRounds(
  bench: Bench,
  contenders: readonly Contender[],
  source: string,
): Promise<Outcome<Sample>> {
  return inRounds(bench, "", contenders, async (contender, round) => {
    const into = await Deno.makeTempDir({ dir: bench.folder });
    try {
      const sample = await runOnce(contender, source, into);
      // Each runs once in full first, to check that its result is correct.
      if (round === 0) await compare(source, join(into, basename(source)));
      return sample;
    } finally {
      await Deno.remove(into, { recursive: true });
    }
  });
}

async function runOnce(contender: Contender, source: string, into: string): Promise<Sample> {
  if (contender.server === undefined) return await contender.run(source, into);
  const server = new TreeCpu(contender.server);
  const sample = await contender.run(source, into);
  const receiver = together([sample.receiver, { cpu: await server.taken() }]);
  return { ...sample, receiver };
}

async function compare(source: string, copy: string): Promise<void> {
  const { success } = await new Deno.Command("diff", {
    args: ["-r", "-q", source, copy],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).output();
  if (!success) throw new Error("what arrived is not what was sent");
}
