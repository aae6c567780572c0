/** Measures the start-up time. @module */

import { join } from "node:path";
import { configInForce } from "../closed_network.ts";
import { permissionFlags } from "../permissions.ts";
import type { Bench, Goal, Part } from "./bench.ts";
import { goal } from "./bench.ts";
import { type Entrant, inRounds, type Runs } from "./rounds.ts";
import { SLUICE } from "./sluice.ts";
import { knownRatio, median, medianOfKnown, ratio } from "./statistics.ts";

/** Starts are short and vary more than long runs, so each round has many. */
const STARTS_IN_ROUND = 10;
const BARE = "Deno, an empty program";
/** How many times as long as an empty program each may take. */
const GOALS: readonly (readonly [name: string, limit: number])[] = [
  ["sluice --version", 1.3],
  ["sluice receive --help", 1.5],
];

/** A command that does little. */
interface Candidate extends Entrant {
  words: string[];
}

/** One start and end. */
interface Start {
  seconds: number;
  cpu: number | undefined;
}

/** Commands that do little, compared with an empty program. */
export const startup: Part = {
  name: "startup",
  summary: "starting and ending",
  async run(bench) {
    const commands = await candidates(bench);
    const rounds = bench.rounds * STARTS_IN_ROUND;
    bench.say(`${rounds} starts of each of ${commands.length} commands`);
    const quiet = { ...bench, rounds, say: () => {} };
    const { results, failures } = await inRounds(
      quiet,
      "",
      commands,
      ({ words }, round) => start(bench, words, round === 0),
    );
    const bare = results.find(({ name }) => name === BARE);
    const rows = results.map((result) => ({
      name: result.name,
      seconds: secondsOf(result),
      cpu: cpuOf(result),
      ...bare && costs(result, bare),
    }));
    return {
      title: `start and end, ${rounds} times each`,
      head: ["", "median ms", "from", "to", "bare = 1", "CPU ms", "CPU, bare = 1"],
      rows: rows.map((row) => [
        row.name,
        ...[median(row.seconds), Math.min(...row.seconds), Math.max(...row.seconds)].map((s) =>
          (s * 1000).toFixed(1)
        ),
        row.cost?.toFixed(2) ?? "",
        milliseconds(medianOfKnown(row.cpu)),
        row.cpuCost?.toFixed(2) ?? "",
      ]),
      goals: GOALS.map(([name, limit]): Goal => {
        const { cost, cpuCost } = rows.find((row) => row.name === name) ?? {};
        return goal(`time of ${name} / ${BARE}`, cost, "≤", limit, cpuCost);
      }),
      failures,
      data: rows,
    };
  },
};

/** As `scripts/sluice` starts them; that script is measured as well. */
async function candidates({ folder }: Bench): Promise<Candidate[]> {
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
    new URL("../start.ts", import.meta.url).pathname,
  ];
  const ours = (name: string, words: string[]) => ({ name, words, ours: true });
  return [
    { name: BARE, words: [...run, empty] },
    ours("sluice --version", [...start, "--version"]),
    ours("sluice receive --help", [...start, "receive", "--help"]),
    ours("scripts/sluice --version", [SLUICE, "--version"]),
    ours("scripts/sluice receive --help", [SLUICE, "receive", "--help"]),
  ];
}

async function start({ processes }: Bench, words: string[], warmUp: boolean): Promise<Start> {
  // A warm-up run fills the caches.
  if (warmUp) await processes.start(words).ended;
  const began = performance.now();
  const { seconds, cpu } = await processes.start(words).ended;
  // Where it was not measured, the shell that opens the files counts as well.
  return { seconds: seconds ?? (performance.now() - began) / 1000, cpu };
}

/** How many times an empty program each takes. */
function costs(result: Runs<Start>, bare: Runs<Start>) {
  return {
    cost: ratio(secondsOf(bare), secondsOf(result)),
    cpuCost: knownRatio(cpuOf(bare), cpuOf(result)),
  };
}

function secondsOf({ samples }: Runs<Start>): number[] {
  return samples.map(({ seconds }) => seconds);
}

function cpuOf({ samples }: Runs<Start>): (number | undefined)[] {
  return samples.map(({ cpu }) => cpu);
}

function milliseconds(seconds: number | undefined): string {
  return seconds === undefined ? "" : (seconds * 1000).toFixed(1);
}
