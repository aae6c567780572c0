/** Types that the parts of the bench share. @module */

import type { Processes } from "./processes.ts";
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
  /** The private SSH server, if it could be started. */
  ssh?: SshServer;
  /** Shows progress. */
  say(text: string): void;
}

/** A goal, and whether it was met. */
export interface Goal {
  /** The goal as a sentence. */
  text: string;
  /** The measured value. */
  value: number;
  /** Whether the value meets the goal. */
  met: boolean;
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

/** A goal of the form "at least" or "at most". */
export function goal(text: string, value: number, bound: "≥" | ">" | "≤", limit: number): Goal {
  const met = bound === "≥" ? value >= limit : bound === ">" ? value > limit : value <= limit;
  return { text: `${text} ${bound} ${limit}`, value, met };
}
