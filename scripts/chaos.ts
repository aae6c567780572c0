/**
 * Interrupts random transfers at random: `deno task chaos [--rounds N] [--seed N] [--at-once N]`.
 * With `--mounts` a folder in each destination is another disk (Linux; in namespaces of its own). With
 * `--codes` the sender prints a code, and a receiver that was killed is started with it again.
 * Exit code 1 after a failure; the output says how to repeat it.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { configInForce } from "./closed_network.ts";
import { runRounds, summaryText } from "../tests/chaos/run_rounds.ts";

/** Set where this runs in its own namespaces. */
const INSIDE = "SLUICE_CHAOS_INSIDE";

/** Runs the program again where it may mount disks that no other process sees. */
async function runInNamespace(): Promise<number> {
  const words = ["--user", "--map-root-user", "--mount", "--propagation", "private"];
  const config = `--config=${await configInForce()}`;
  const run = [Deno.execPath(), "run", "-A", "--no-check", "--no-lock", config];
  const again = [...run, import.meta.filename!, ...Deno.args];
  const { code } = new Deno.Command("unshare", {
    args: [...words, ...again],
    env: { [INSIDE]: "1" },
    stdout: "inherit",
    stderr: "inherit",
  }).outputSync();
  return code;
}

if (import.meta.main) {
  const { values: flags } = parseArgs({
    args: Deno.args,
    options: {
      rounds: { type: "string", default: "60" },
      seed: { type: "string" },
      "at-once": { type: "string", default: "6" },
      mounts: { type: "boolean", default: false },
      codes: { type: "boolean", default: false },
    },
  });
  if (flags.mounts && Deno.env.get(INSIDE) === undefined) {
    Deno.exit(await runInNamespace());
  }
  const rounds = Number(flags.rounds);
  const seed = Number(flags.seed ?? crypto.getRandomValues(new Uint32Array(1))[0]);
  console.log(`${rounds} rounds from seed ${seed}`);
  let done = 0;
  const summary = await runRounds({
    rounds,
    seed,
    mounts: flags.mounts,
    codes: flags.codes,
    atOnce: Number(flags["at-once"]),
    onRound({ seed, failures }) {
      if (++done % 50 === 0) console.log(`${done} rounds`);
      if (failures.length > 0) console.log(`seed ${seed}:\n  ${failures.join("\n  ")}`);
    },
  });
  console.log(summaryText(summary));
  for (const failure of summary.failures) console.log(failure.split("\n")[0]);
  Deno.exit(summary.failures.length > 0 ? 1 : 0);
}
