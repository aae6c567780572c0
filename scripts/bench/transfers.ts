/** The report of a part in which contenders transfer the same files. @module */

import type { Goal, Report } from "./bench.ts";
import { goal } from "./bench.ts";
import type { Result } from "./in_turn.ts";
import { largest, median, ratio } from "./statistics.ts";

/** MiB of memory for each process, at most. */
const MEMORY_GOAL = 200;

/**
 * The speed of one result relative to another: 2 means half the time; undefined if either is
 * missing.
 */
export function speed(
  results: readonly Result[],
  name: string,
  against: string,
): number | undefined {
  const [first, second] = [name, against].map((name) => secondsOf(results, name));
  return first && second && ratio(first, second);
}

/** A goal about {@linkcode speed}; empty if the other tool is missing. */
export function speedGoal(
  results: readonly Result[],
  name: string,
  against: string,
  bound: "≥" | ">",
  limit: number,
): Goal[] {
  const value = speed(results, name, against);
  return value === undefined ? [] : [goal(`speed of ${name} / ${against}`, value, bound, limit)];
}

/** Formats the report; speeds are relative to `against`, or to the first if that is missing. */
export function reportTransfers(
  title: string,
  results: Result[],
  bytes: number,
  against: string,
  goals: Goal[],
): Report {
  const base = secondsOf(results, against) ? against : results[0]!.name;
  const rows = results.map((result) => {
    const seconds = secondsOf(results, result.name)!;
    const sender = largest(result.samples.map((sample) => sample.senderPeak));
    const receiver = largest(result.samples.map((sample) => sample.receiverPeak));
    return {
      name: result.name,
      seconds,
      median: median(seconds),
      speed: speed(results, result.name, base)!,
      ...result.name.startsWith("sluice") && { memory: { sender, receiver } },
    };
  });
  const peak = largest(rows.flatMap(({ memory }) => [memory?.sender, memory?.receiver]));
  const memoryGoal = peak === undefined
    ? []
    : [goal("peak memory of a sluice process, MiB", peak / 2 ** 20, "≤", MEMORY_GOAL)];
  return {
    title,
    head: ["", "median s", "from", "to", "MiB/s", `speed, ${base} = 1`, "MiB sender", "receiver"],
    rows: rows.map((row) => [
      row.name,
      row.median.toFixed(2),
      Math.min(...row.seconds).toFixed(2),
      Math.max(...row.seconds).toFixed(2),
      (bytes / 2 ** 20 / row.median).toFixed(0),
      row.speed.toFixed(2),
      mebibytes(row.memory?.sender),
      mebibytes(row.memory?.receiver),
    ]),
    goals: [...goals, ...memoryGoal],
    data: rows,
  };
}

function secondsOf(results: readonly Result[], name: string): number[] | undefined {
  return results.find((result) => result.name === name)?.samples.map(({ seconds }) => seconds);
}

function mebibytes(bytes: number | undefined): string {
  return bytes === undefined ? "" : (bytes / 2 ** 20).toFixed(0);
}
