/** Many cases, some at a time, with an eye on memory and on errors that nobody awaits. @module */

import { join } from "node:path";
import { digestOfText, digestsBelow, runCase, type Stage } from "./run_case.ts";
import { makeSource, record, scenes } from "./recorded.ts";
import { nothingMore } from "../support/wait.ts";

/** Options of {@linkcode runCases}. */
export interface FuzzOptions {
  /** How many. */
  cases: number;
  /** Seed of the first; the others follow it. */
  seed: number;
  /** Cases at a time. Default 24. */
  atOnce?: number;
  /** Told now and then how many are done. */
  onProgress?: (done: number) => void;
}

/** What many cases came to. */
export interface FuzzSummary {
  /** How many ended in what: `done` or an error's code. */
  ends: Record<string, number>;
  /** What was wrong, and how to see it again. */
  failures: string[];
  /** Mebibytes that are held at the end more than after the first tenth. */
  growth: number;
  /** Files left open. */
  leaked: number;
}

/** Bytes that this thread holds; the whole process may be running other tests beside it. */
function held(): number {
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}

/** Runs cases; a failing one does not end the others, a hundred failing ones do. */
export async function runCases(options: FuzzOptions): Promise<FuzzSummary> {
  const { cases, seed, atOnce = 24, onProgress } = options;
  const folder = Deno.makeTempDirSync({ prefix: "sluice-fuzz-", ...memoryFolder() });
  const summary: FuzzSummary = { ends: {}, failures: [], growth: 0, leaked: 0 };
  const running = new Set<number>();
  const fail = (what: string) => summary.failures.push(what);
  const onStray = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    fail(`nobody awaits: ${event.reason?.stack ?? event.reason}; running: ${[...running]}`);
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

/** Memory rather than a disk, where there is such a folder. */
function memoryFolder(): { dir?: string } {
  try {
    return Deno.statSync("/dev/shm").isDirectory ? { dir: "/dev/shm" } : {};
  } catch {
    return {};
  }
}

/** Files below a folder that this process has open; 0 where the system does not tell. */
function openFiles(folder: string): number {
  let count = 0;
  try {
    for (const { name } of Deno.readDirSync("/proc/self/fd")) {
      try {
        if (Deno.readLinkSync(`/proc/self/fd/${name}`).startsWith(folder)) count++;
      } catch { /* the handle of this very listing */ }
    }
  } catch { /* no such system */ }
  return count;
}
