/** What the parts of the bench share. @module */

import type { Processes } from "./processes.ts";
import type { SshServer } from "./ssh_server.ts";
import type { Tools } from "./tools.ts";

/** What a part is given. */
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
  /** What is installed. */
  tools: Tools;
  /** The private server, where it could be started. */
  ssh?: SshServer;
  /** Shows what goes on. */
  say(text: string): void;
}

/** A goal, and whether it was met. */
export interface Goal {
  /** What was to be. */
  text: string;
  /** What was measured. */
  value: number;
  /** Whether that is good enough. */
  met: boolean;
}

/** What a part found. */
export interface Report {
  /** What was done. */
  title: string;
  /** Names of the columns. */
  head: string[];
  /** A row a contender. */
  rows: string[][];
  /** The goals it can judge. */
  goals: Goal[];
  /** Everything measured, for programs. */
  data: unknown;
}

/** A part. */
export interface Part {
  /** How it is chosen on the command line. */
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
