/** Many rounds, some at a time. @module */

import { type RoundResult, runRound } from "./round.ts";

/** Options of {@linkcode runRounds}. */
export interface RunOptions {
  /** How many. */
  rounds: number;
  /** Seed of the first; the others follow it. */
  seed: number;
  /** Whether a folder in each destination is another disk; needs a mount namespace. Default false. */
  mounts?: boolean;
  /** Rounds at a time: they mostly wait. Default 6. */
  atOnce?: number;
  /** Told of every round. Default: nobody is. */
  onRound?: (result: RoundResult) => void;
}

/** What many rounds came to. */
export interface Summary {
  /** By name, how often. */
  counts: Record<string, number>;
  /** Rounds that failed: what was wrong, and how to see it again. */
  failures: string[];
}

/** Runs rounds; a failing one does not end the others. */
export async function runRounds(options: RunOptions): Promise<Summary> {
  const { rounds, seed, mounts = false, atOnce = 6, onRound } = options;
  const summary: Summary = { counts: {}, failures: [] };
  let next = 0;
  const work = async () => {
    while (next < rounds) {
      const result = await runRound(seed + next++, mounts);
      for (const [name, count] of Object.entries(result.counts)) {
        summary.counts[name] = (summary.counts[name] ?? 0) + count;
      }
      if (result.failures.length > 0) {
        summary.failures.push(
          [
            `seed ${result.seed}; again: deno task chaos --rounds 1 --seed ${result.seed}${
              mounts ? " --mounts" : ""
            }`,
            ...result.failures,
          ].join("\n  "),
        );
      }
      onRound?.(result);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, rounds) }, work));
  return summary;
}

/** A summary as text. */
export function summaryText({ counts, failures }: Summary): string {
  const lines = Object.entries(counts).sort(([a], [b]) => a < b ? -1 : 1)
    .map(([name, count]) => `${String(count).padStart(8)}  ${name}`);
  return [...lines, `${String(failures.length).padStart(8)}  rounds failed`].join("\n");
}
