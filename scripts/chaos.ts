/**
 * Breaks transfers for as long as you like: `deno task chaos [--rounds N] [--seed N] [--at-once N]`.
 * Exit code 1 where something was wrong; what it prints says how to see it again.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import { runRounds, summaryText } from "../tests/chaos/run_rounds.ts";

if (import.meta.main) {
  const flags = parseArgs(Deno.args, { string: ["rounds", "seed", "at-once"] });
  const rounds = Number(flags.rounds ?? 60);
  const seed = Number(flags.seed ?? crypto.getRandomValues(new Uint32Array(1))[0]);
  console.log(`${rounds} rounds from seed ${seed}`);
  let done = 0;
  const summary = await runRounds({
    rounds,
    seed,
    atOnce: Number(flags["at-once"] ?? 6),
    onRound({ seed, failures }) {
      if (++done % 50 === 0) console.log(`${done} rounds`);
      if (failures.length > 0) console.log(`seed ${seed}:\n  ${failures.join("\n  ")}`);
    },
  });
  console.log(summaryText(summary));
  for (const failure of summary.failures) console.log(failure.split("\n")[0]);
  Deno.exit(summary.failures.length > 0 ? 1 : 0);
}
