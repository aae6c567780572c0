/** Many cases, some concurrently, with checks of memory and unhandled errors. @module */

import { join } from "node:path";
import { digestOfText, digestsBelow, runCase, type Stage } from "./run_case.ts";
import { makeSource, record, scenes } from "./recorded.ts";
import { nothingMore } from "../support/wait.ts";

/** Options of {@linkcode runCases}. */
export interface FuzzOptions {
  /** The number of cases. */
  cases: number;
  /** Seed of the first case; the others follow it. */
  seed: number;
  /** Concurrent cases. @default {24} */
  atOnce?: number;
  /** Called now and then with the number of cases done. */
  onProgress?: (done: number) => void;
}

/** The result of many cases. */
export interface FuzzSummary {
  /** Counts by end: `done` or an error's code. */
  ends: Record<string, number>;
  /** The errors, and how to repeat them. */
  failures: string[];
  /** MiB that are held at the end more than after the first tenth. */
  growth: number;
  /** Files left open. */
  leaked: number;
}

/** Bytes that this thread holds; the process may be running other tests concurrently. */
function held(): number {
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}

/** Runs cases; a failed one does not end the others, a hundred do. */
export async function runCases(options: FuzzOptions): Promise<FuzzSummary> {
  const { cases, seed, atOnce = 24, onProgress } = options;
  const folder = Deno.makeTempDirSync({ prefix: "sluice-fuzz-", ...memoryFolder() });
  const summary: FuzzSummary = { ends: {}, failures: [], growth: 0, leaked: 0 };
  const running = new Set<number>();
  const fail = (what: string) => summary.failures.push(what);
  const onStray = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    fail(`unhandled rejection: ${event.reason?.stack ?? event.reason}; running: ${[...running]}`);
  };
  addEventListener("unhandledrejection", onStray);
  try {
    const stage = await setStage(folder);
    let next = 0;
    let done = 0;
    let base = 0;
    const work = async () => {
      while (next < cases && summary.failures.length < 100) {
        const number = seed + next++;
        running.add(number);
        const { failures, end, what } = await runCase(number, stage);
        running.delete(number);
        summary.ends[end] = (summary.ends[end] ?? 0) + 1;
        for (const line of failures) {
          fail(`seed ${number} (${what}): ${line}\n  again: ${again(number)}`);
        }
        done++;
        if (done === Math.ceil(cases / 10)) base = held();
        if (done % 10_000 === 0) onProgress?.(done);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    // Unhandled rejections are reported in a later turn, and sessions close within half a second.
    await nothingMore();
    summary.growth = Math.round((held() - base) / 2 ** 20);
    summary.leaked = openFiles(folder);
    const left = Array.from(Deno.readDirSync(stage.folder), ({ name }) => name);
    if (left.length > 0) fail(`written beside the cases: ${left}`);
  } finally {
    removeEventListener("unhandledrejection", onStray);
    Deno.removeSync(folder, { recursive: true });
  }
  return summary;
}

function again(seed: number): string {
  return `deno task fuzz --cases 1 --seed ${seed}`;
}

async function setStage(folder: string): Promise<Stage> {
  const source = join(folder, "source");
  makeSource(source);
  const recordings = join(folder, "recordings");
  Deno.mkdirSync(recordings);
  const recorded = [];
  for (const scene of scenes(source)) recorded.push(await record(scene, source, recordings));
  const known = new Set([...digestsBelow(source), digestOfText("mine"), digestOfText("!")]);
  const stage = { folder: join(folder, "cases"), source, recorded, known };
  Deno.mkdirSync(stage.folder);
  return stage;
}

/** A folder in memory, if there is one. */
function memoryFolder(): { dir?: string } {
  try {
    return Deno.statSync("/dev/shm").isDirectory ? { dir: "/dev/shm" } : {};
  } catch {
    return {};
  }
}

/** Files below a folder that this process has open; 0 if the system does not report them. */
function openFiles(folder: string): number {
  let count = 0;
  try {
    for (const { name } of Deno.readDirSync("/proc/self/fd")) {
      try {
        if (Deno.readLinkSync(`/proc/self/fd/${name}`).startsWith(folder)) count++;
      } catch { /* the handle of this listing */ }
    }
  } catch { /* no such system */ }
  return count;
}
