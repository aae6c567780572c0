/** Measures the start-up time. @module */

import { join } from "node:path";
import { configInForce } from "../closed_network.ts";
import { permissionFlags } from "../permissions.ts";
import type { Bench, Part } from "./bench.ts";
import { goal } from "./bench.ts";
import { SLUICE } from "./sluice.ts";
import { median, ratio } from "./statistics.ts";

/** Starts are short and vary more than long runs, so each round has many. */
const STARTS_IN_ROUND = 10;
/** A start may take this many times as long as an empty program. */
const GOAL = 2;
const BARE = "Deno, an empty program";

/** Commands that do little, compared with an empty program. */
export const startup: Part = {
  name: "startup",
  summary: "starting and ending",
  async run(bench) {
    const commands = await candidates(bench);
    const seconds = new Map(commands.map(([name]) => [name, [] as number[]]));
    // A warm-up run fills the caches.
    for (let n = -1; n < bench.rounds * STARTS_IN_ROUND; n++) {
      if (n >= 0 && n % STARTS_IN_ROUND === 0) {
        bench.say(`round ${n / STARTS_IN_ROUND + 1} of ${bench.rounds}: starts`);
      }
      for (const [name, command] of commands) {
        const took = await time(command);
        if (n >= 0) seconds.get(name)!.push(took);
      }
    }
    const bare = seconds.get(BARE)!;
    // A ratio: how many times the time of an empty program.
    const rows = Array.from(seconds, ([name, own]) => ({
      name,
      seconds: own,
      median: median(own),
      cost: ratio(bare, own),
    }));
    return {
      title: `start and end, ${bench.rounds * STARTS_IN_ROUND} times each`,
      head: ["", "median ms", "from", "to", "cost, bare = 1"],
      rows: rows.map((row) => [
        row.name,
        ...[row.median, Math.min(...row.seconds), Math.max(...row.seconds)].map((s) =>
          (s * 1000).toFixed(0)
        ),
        row.cost.toFixed(2),
      ]),
      goals: rows.slice(1).map(({ name, cost }) => goal(`cost of ${name} / bare`, cost, "≤", GOAL)),
      data: rows,
    };
  },
};

/** As `scripts/sluice` starts them; that script is measured as well. */
async function candidates({ folder }: Bench): Promise<[name: string, command: string[]][]> {
  const empty = join(folder, "empty.ts");
  await Deno.writeTextFile(empty, "export {};\n");
  const run = [
    Deno.execPath(),
    "run",
    `--config=${await configInForce()}`,
    "--quiet",
    "--no-check",
    "--unstable-net",
    "--unstable-worker-options",
    ...await permissionFlags("plain"),
  ];
  const start = [
    ...run,
    "--unstable-lazy-dynamic-imports",
    new URL("../../start.ts", import.meta.url).pathname,
  ];
  return [
    [BARE, [...run, empty]],
    ["sluice --version", [...start, "--version"]],
    ["sluice receive --help", [...start, "receive", "--help"]],
    ["scripts/sluice --version", [SLUICE, "--version"]],
  ];
}

async function time([program, ...args]: string[]): Promise<number> {
  const start = performance.now();
  const { success } = await new Deno.Command(program!, {
    args,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).output();
  if (!success) throw new Error(`${program} ${args.join(" ")}: it failed`);
  return (performance.now() - start) / 1000;
}
