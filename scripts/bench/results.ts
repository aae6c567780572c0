/** Prints the results of a part, and appends them to a file. @module */

import { goalLine, type Report } from "./bench.ts";
import type { Machine } from "./machine.ts";
import { table } from "./table.ts";

/** How all parts of a run were measured. */
export interface Conditions {
  /** The machine. */
  machine: Machine;
  /** Where the files are. */
  storage: string;
  /** Versions of the tools by name. */
  versions: Record<string, string>;
  /** Rounds. */
  rounds: number;
  /** Bytes of the large file. */
  size: number;
}

/** The conditions as lines of text. */
export function conditionLines({ machine, storage, versions, rounds }: Conditions): string {
  const { cpu, cores, memory, system, shaInstructions } = machine;
  const sha = shaInstructions === "unknown" ? "unknown" : shaInstructions ? "yes" : "no";
  return [
    `${cpu}, ${cores} cores, ${memory} MiB, ${system}`,
    `SHA instructions: ${sha}; storage: ${storage}; rounds: ${rounds}`,
    Object.entries(versions).map(([name, version]) => `${name}: ${version}`).join("; "),
  ].join("\n");
}

/** The results of a part as lines of text. */
export function reportLines({ title, head, rows, goals, failures = [] }: Report): string {
  return [
    title,
    table(head, rows),
    ...failures.map(({ name, ours, reason }) =>
      `${ours ? "FAILED" : "failed, left out"}: ${name}: ${reason}`
    ),
    ...goals.map(goalLine),
  ].join("\n");
}

/**
 * Appends the results of a part to a file, as one line of JSON. Nothing that the file has is
 * changed.
 *
 * @param time When it was measured.
 */
export async function appendResults(
  file: string,
  part: string,
  { title, data, goals, failures = [] }: Report,
  conditions: Conditions,
  time: Date = new Date(),
): Promise<void> {
  const line = {
    time: time.toISOString(),
    part,
    title,
    ...conditions,
    goals,
    failures,
    results: data,
  };
  await Deno.writeTextFile(file, JSON.stringify(line) + "\n", { append: true });
}
