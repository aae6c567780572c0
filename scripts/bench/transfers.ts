/** The report of a part in which contenders transfer the same files. @module */

import { type Bound, type Goal, goal, type Report } from "./bench.ts";
import type { Sample } from "./contender.ts";
import type { Outcome, Runs } from "./rounds.ts";
import { knownRatio, largest, median, medianOfKnown, ratio } from "./statistics.ts";
import { together, type Usage } from "./usage.ts";

/** One of the two sides of a transfer. */
export type Side = "sender" | "receiver";

/**
 * The speed of one result relative to another: 2 means half the time; undefined if either is
 * missing.
 */
export function speed(
  results: readonly Runs<Sample>[],
  name: string,
  against: string,
): number | undefined {
  const [first, second] = [name, against].map((name) => secondsOf(results, name));
  return first && second && ratio(first, second);
}

/**
 * Processor time of one result relative to another: 2 means twice the time; undefined if either is
 * missing or was not measured.
 *
 * @param side One side. @default {both together}
 */
export function cpuRatio(
  results: readonly Runs<Sample>[],
  name: string,
  against: string,
  side?: Side,
): number | undefined {
  const [first, second] = [name, against].map((name) => cpuOf(results, name, side));
  return first && second && knownRatio(second, first);
}

/** A goal about {@linkcode speed}. */
export function speedGoal(
  results: readonly Runs<Sample>[],
  name: string,
  against: string,
  bound: Bound,
  limit: number,
): Goal {
  const value = speed(results, name, against);
  const cpu = cpuRatio(results, name, against);
  return goal(`speed of ${name} / ${against}`, value, bound, limit, cpu);
}

/** A goal about the processor time of one side. */
export function cpuGoal(
  results: readonly Runs<Sample>[],
  name: string,
  against: string,
  side: Side,
  limit: number,
): Goal {
  const value = cpuRatio(results, name, against, side);
  return goal(`CPU of the ${side}, ${name} / ${against}`, value, "≤", limit);
}

/** A goal about the peak memory of the larger side, in megabytes. */
export function memoryGoal(results: readonly Runs<Sample>[], name: string, limit: number): Goal {
  const samples = results.find((result) => result.name === name)?.samples ?? [];
  const peak = largest(samples.flatMap(({ sender, receiver }) => [sender?.peak, receiver?.peak]));
  return goal(`peak memory of a side, ${name}, MB`, peak && peak / 1e6, "≤", limit);
}

/** Formats the report; speeds are relative to `against`, or to the first if that is missing. */
export function reportTransfers(
  title: string,
  { results, failures }: Outcome<Sample>,
  bytes: number,
  against: string,
  goals: Goal[],
): Report {
  const base = secondsOf(results, against) ? against : results[0]?.name ?? "";
  const data = results.map(({ name, samples }) => ({
    name,
    seconds: samples.map(({ seconds }) => seconds),
    median: median(samples.map(({ seconds }) => seconds)),
    speed: speed(results, name, base)!,
    cpu: cpuRatio(results, name, base),
    sender: summary(samples.map(({ sender }) => sender)),
    receiver: summary(samples.map(({ receiver }) => receiver)),
  }));
  return {
    title: `${title}; ratios to "${base}"`,
    head: [
      "",
      ...["median s", "from", "to", "MiB/s", "speed ratio"],
      ...["CPU s sender", "receiver", "CPU ratio", "MiB sender", "receiver"],
    ],
    rows: data.map((row) => [
      row.name,
      row.median.toFixed(2),
      Math.min(...row.seconds).toFixed(2),
      Math.max(...row.seconds).toFixed(2),
      bytes === 0 ? "" : (bytes / 2 ** 20 / row.median).toFixed(0),
      row.speed.toFixed(2),
      row.sender.median?.toFixed(2) ?? "",
      row.receiver.median?.toFixed(2) ?? "",
      row.cpu?.toFixed(2) ?? "",
      mebibytes(row.sender.peak),
      mebibytes(row.receiver.peak),
    ]),
    goals,
    failures,
    data,
  };
}

function summary(usages: (Usage | undefined)[]) {
  const cpu = usages.map((usage) => usage?.cpu);
  return { cpu, median: medianOfKnown(cpu), peak: largest(usages.map((usage) => usage?.peak)) };
}

function secondsOf(results: readonly Runs<Sample>[], name: string): number[] | undefined {
  return results.find((result) => result.name === name)?.samples.map(({ seconds }) => seconds);
}

function cpuOf(
  results: readonly Runs<Sample>[],
  name: string,
  side: Side | undefined,
): (number | undefined)[] | undefined {
  const samples = results.find((result) => result.name === name)?.samples;
  return samples?.map((sample) =>
    side === undefined ? together([sample.sender, sample.receiver])?.cpu : sample[side]?.cpu
  );
}

function mebibytes(bytes: number | undefined): string {
  return bytes === undefined ? "" : (bytes / 2 ** 20).toFixed(0);
}
