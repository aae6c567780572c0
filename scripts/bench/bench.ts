/** Types that the parts of the bench share. @module */

import type { Helpers } from "./helpers.ts";
import type { Processes } from "./processes.ts";
import type { Failure } from "./rounds.ts";
import type { SshServer } from "./ssh_server.ts";
import type { Tools } from "./tools.ts";

/** The parameters of a part. */
export interface Bench {
  /** A folder to work in. */
  folder: string;
  /** Rounds to run. */
  rounds: number;
  /** Bytes of the large file. */
  size: number;
  /** Digests that sluice is measured with, the one of the goals first. */
  digests: readonly string[];
  /** Starts programs. */
  processes: Processes;
  /** The installed tools. */
  tools: Tools;
  /** The bench's own programs. */
  helpers: Helpers;
  /** The private SSH server, if it could be started. */
  ssh?: SshServer;
  /** Shows progress. */
  say(text: string): void;
}

/** The result of a part. */
export interface Report {
  /** What was measured. */
  title: string;
  /** Names of the columns. */
  head: string[];
  /** One row per contender. */
  rows: string[][];
  /** The goals that the part measures. */
  goals: Goal[];
  /** Contenders that failed. @default {none} */
  failures?: Failure[];
  /** Everything measured, for programs. */
  data: unknown;
}

/** A part of the bench. */
export interface Part {
  /** Its name on the command line. */
  name: string;
  /** What it does. */
  summary: string;
  /** Measures. */
  run(bench: Bench): Promise<Report>;
}

/** A goal, and whether it was met. */
export interface Goal {
  /** The goal as a sentence. */
  text: string;
  /** The measured value; undefined if a contender is missing or failed. */
  value: number | undefined;
  /** Whether the value meets the goal; undefined if there is none. */
  met: boolean | undefined;
  /** Processor time of sluice / that of the other, if both are known. */
  cpu?: number | undefined;
}

/** How the value of a goal compares with its limit. */
export type Bound = "≥" | ">" | "≤";

/**
 * A goal of the form "at least" or "at most".
 *
 * @param cpu The ratio of processor time that goes with the value.
 */
export function goal(
  text: string,
  value: number | undefined,
  bound: Bound,
  limit: number,
  cpu?: number,
): Goal {
  return {
    text: `${text} ${bound} ${limit}`,
    value,
    met: value === undefined
      ? undefined
      : bound === "≥"
      ? value >= limit
      : bound === ">"
      ? value > limit
      : value <= limit,
    ...cpu !== undefined && { cpu },
  };
}

/** One line about a goal. */
export function goalLine({ text, value, met, cpu }: Goal): string {
  if (value === undefined) return `not measured: ${text}`;
  const beside = cpu === undefined ? "" : ` (CPU, ours / theirs: ${cpu.toFixed(2)})`;
  return `${met ? "met" : "MISSED"}: ${text}: ${value.toFixed(2)}${beside}`;
}
