/** Runs contenders in turn, so that a machine that slows down affects all of them. @module */

import type { Bench } from "./bench.ts";

/** What takes part in the rounds. */
export interface Entrant {
  /** Its name in the table. */
  name: string;
  /** Whether it is sluice: its failure is an error, that of another tool is not. @default {false} */
  ours?: boolean;
}

/** A contender's runs, one per round. */
export interface Runs<S> {
  /** Its name. */
  name: string;
  /** The measurements of each round. */
  samples: S[];
}

/** A contender that failed, and was left out from then on. */
export interface Failure {
  /** Its name. */
  name: string;
  /** Whether it is sluice. */
  ours: boolean;
  /** When it failed, and how. */
  reason: string;
}

/** What the rounds found. */
export interface Outcome<S> {
  /** The contenders that finished every round. */
  results: Runs<S>[];
  /** The others. */
  failures: Failure[];
}

/**
 * Runs every contender in every round. One that fails is left out, and the results of the others
 * stay.
 *
 * @param task What is done, for the progress; "" if there is only one thing.
 * @param run Runs a contender once.
 * @throws {Error} if the bench was stopped.
 */
export async function inRounds<E extends Entrant, S>(
  { rounds, processes, say }: Pick<Bench, "rounds" | "processes" | "say">,
  task: string,
  entrants: readonly E[],
  run: (entrant: E, round: number) => Promise<S>,
): Promise<Outcome<S>> {
  const results = new Map<E, S[]>(entrants.map((entrant) => [entrant, []]));
  const failures: Failure[] = [];
  const label = task === "" ? "" : `${task}: `;
  for (let round = 0; round < rounds; round++) {
    for (const [entrant, samples] of [...results]) {
      const { name, ours = false } = entrant;
      say(`round ${round + 1} of ${rounds}: ${label}${name}`);
      const endStarted = processes.mark();
      try {
        samples.push(await run(entrant, round));
      } catch (error) {
        if (processes.stopped) throw error;
        // The other end of what failed may wait forever.
        await endStarted();
        results.delete(entrant);
        const reason = `round ${round + 1}: ${label}${lastLine(error)}`;
        failures.push({ name, ours, reason });
        say(`${name} failed and is left out: ${reason}`);
      }
    }
  }
  return {
    results: Array.from(results, ([{ name }, samples]) => ({ name, samples })),
    failures,
  };
}

function lastLine(error: unknown): string {
  const lines = (error instanceof Error ? error.message : String(error)).trim().split("\n");
  // The first line has the command, the last one what it wrote at its end.
  return lines.length === 1 ? lines[0]! : `${lines[0]} … ${lines.at(-1)}`;
}
