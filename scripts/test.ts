/**
 * `deno task test [FILTER...]`: runs the tests with the configuration in force. A filter is a file
 * or a folder of tests, a flag of `deno test`, or a part of the tests' names.
 *
 * A test that takes longer than a minute fails by its name; one that needs longer sets a timeout:
 * `Deno.test(name, { timeout: 300_000 }, fn)`. The last line counts: `312 passed, 0 failed`.
 *
 * @module
 */

import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { childEnvironment, configInForce } from "./closed_network.ts";
import { DEADLINE_VARIABLE } from "./deadline.ts";
import { requireRecentDeno } from "./recent_deno.ts";
import { testLock } from "./test_lock.ts";

/** The result of a run of tests. */
export interface TestCount {
  passed: number;
  failed: number;
  skipped: number;
}

/** Options of {@link runTests}. */
export interface RunTestsOptions {
  /** Receives the output of `deno test` as it comes. */
  onOutput: (text: string) => void;
  /** Milliseconds for a test without a timeout of its own. @default {60_000} */
  deadline?: number;
}

/**
 * Files of tests that run at the same time. They wait for processes and timers for a third of their time, and
 * with more of them limits of time would be reached; the greatest number is for the memory that browsers take.
 */
const JOBS = Math.min(12, 2 * navigator.hardwareConcurrency);

/** Gives every test its deadline. */
const PRELOAD = fileURLToPath(new URL("deadline_preload.ts", import.meta.url));

/**
 * Runs `deno test` with these arguments and counts. A run that cannot start, or ends without a
 * summary, counts as one failure.
 */
export async function runTests(args: string[], options: RunTestsOptions): Promise<TestCount> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "test",
      "-A",
      "--quiet",
      `--config=${await configInForce()}`,
      `--lock=${await testLock()}`,
      `--preload=${PRELOAD}`,
      ...args,
    ],
    env: {
      DENO_JOBS: String(JOBS),
      ...childEnvironment(),
      NO_COLOR: "1",
      ...options.deadline !== undefined && { [DEADLINE_VARIABLE]: String(options.deadline) },
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let output = "";
  const follow = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      // The summary is near the end; the rest of the output is not needed.
      output = (output + text).slice(-100_000);
      options.onOutput(text);
    }
  };
  const [{ success }] = await Promise.all([
    child.status,
    follow(child.stdout),
    follow(child.stderr),
  ]);
  const count = countTests(output);
  if (!success && count.failed === 0) count.failed = 1;
  return count;
}

/** Reads the summary of `deno test`: `ok | 12 passed (3 steps) | 0 failed | 1 ignored (2s)`. */
export function countTests(output: string): TestCount {
  const summary = output.match(/^(?:ok|FAILED) \| .*$/gm)?.at(-1) ?? "";
  const number = (what: string) => Number(new RegExp(`(\\d+) ${what}`).exec(summary)?.[1] ?? 0);
  return { passed: number("passed"), failed: number("failed"), skipped: number("ignored") };
}

/** The closing line. */
export function closingLine({ passed, failed, skipped }: TestCount): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** What the tests run with, for their log. */
export async function circumstances(): Promise<string> {
  const closed = basename(await configInForce()) === "deno.closed.json";
  const std = closed ? "the stand-ins in scripts/closed_network" : "the packages from JSR";
  const program = Deno.env.get("SLUICE_EXECUTABLE") ?? "the source";
  return `with Deno ${Deno.version.deno}; @std: ${std}; program: ${program}`;
}

/**
 * The arguments of `deno test` for the words of a task: files, folders and flags stay as they are;
 * other words become a filter of test names. Without a file or folder, all of `tests/`.
 */
export function testArguments(words: string[]): string[] {
  const isTest = (word: string) => word.startsWith("-") || /[/\\]|\.ts$/.test(word);
  const names = words.filter((word) => !isTest(word));
  const places = words.filter(isTest);
  if (places.every((word) => word.startsWith("-"))) places.push("tests/");
  return names.length === 0 ? places : [`--filter=${names.join(" ")}`, ...places];
}

if (import.meta.main) {
  requireRecentDeno();
  console.log(await circumstances());
  const write = (text: string) => Deno.stdout.writeSync(new TextEncoder().encode(text));
  const count = await runTests(testArguments(Deno.args), { onOutput: write });
  console.log(closingLine(count));
  Deno.exit(count.failed === 0 ? 0 : 1);
}
