/**
 * Sends mutated sessions to both sides: `deno task fuzz [--cases N] [--seed N] [--at-once N]`.
 * Exit code 1 after a failure; the output says how to repeat it.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { runCases } from "../tests/fuzz/run_cases.ts";

if (import.meta.main) {
  const { values: flags } = parseArgs({
    args: Deno.args,
    options: {
      cases: { type: "string", default: "10000" },
      seed: { type: "string" },
      "at-once": { type: "string", default: "24" },
    },
  });
  const cases = Number(flags.cases);
  const seed = Number(flags.seed ?? crypto.getRandomValues(new Uint32Array(1))[0]);
  console.log(`${cases} cases from seed ${seed}`);
  const start = performance.now();
  const { ends, failures, growth, leaked } = await runCases({
    cases,
    seed,
    atOnce: Number(flags["at-once"]),
    onProgress: (done) => console.log(`${done} cases`),
  });
  for (const [end, count] of Object.entries(ends).sort()) {
    console.log(`${String(count).padStart(8)}  ${end}`);
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${seconds} s; memory grew by ${growth} MiB; ${leaked} files left open`);
  for (const failure of failures) console.log(failure);
  console.log(`${failures.length} failures`);
  Deno.exit(failures.length > 0 ? 1 : 0);
}
