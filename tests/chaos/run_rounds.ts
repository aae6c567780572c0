/** Runs many rounds, some concurrently. @module */

import { type RoundResult, runRound } from "./round.ts";

/** Options of {@linkcode runRounds}. */
export interface RunOptions {
  /** The number of rounds. */
  rounds: number;
  /** Seed of the first round; the others follow it. */
  seed: number;
  /**
   * Whether a folder in each destination is another disk; needs a mount namespace. @default {false}
   */
  mounts?: boolean;
  /** Whether the two authenticate by a code, which costs time. @default {false} */
  codes?: boolean;
  /** Concurrent rounds, which mostly wait. @default {6} */
  atOnce?: number;
  /** Called with the result of each round. */
  onRound?: (result: RoundResult) => void;
}

/** The result of many rounds. */
export interface Summary {
  /** By name, how often. */
  counts: Record<string, number>;
  /** Failed rounds: the errors, and how to repeat them. */
  failures: string[];
}

/** Runs rounds; a failed one does not end the others. */
export async function runRounds(options: RunOptions): Promise<Summary> {
  const { rounds, seed, mounts = false, codes = false, atOnce = 6, onRound } = options;
  const summary: Summary = { counts: {}, failures: [] };
  let next = 0;
  const work = async () => {
    while (next < rounds) {
      const result = await runRound(seed + next++, { mounts, codes });
      for (const [name, count] of Object.entries(result.counts)) {
        summary.counts[name] = (summary.counts[name] ?? 0) + count;
      }
      if (result.failures.length > 0) {
        summary.failures.push(
          [
            `seed ${result.seed}; again: deno task chaos --rounds 1 --seed ${result.seed}${
              mounts ? " --mounts" : ""
            }${codes ? " --codes" : ""}`,
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

/** Formats a summary. */
export function summaryText({ counts, failures }: Summary): string {
  const lines = Object.entries(counts).sort(([a], [b]) => a < b ? -1 : 1)
    .map(([name, count]) => `${String(count).padStart(8)}  ${name}`);
  return [...lines, `${String(failures.length).padStart(8)}  rounds failed`].join("\n");
}
