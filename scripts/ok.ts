/**
 * `deno task ok`: everything a change must pass, the quick checks first. The steps of a group run at the
 * same time. It stops at the first group with a failure and prints the failures' output. The last line
 * counts the tests: `312 passed, 0 failed`.
 *
 * @module
 */

import { childEnvironment, configInForce } from "./closed_network.ts";
import { requireRecentDeno } from "./recent_deno.ts";
import { testLock } from "./test_lock.ts";
import { circumstances, closingLine, runTests, type TestCount } from "./test.ts";

/** The outcome of a step: its output, and the test counts if it runs tests. */
interface Outcome {
  success: boolean;
  output: string;
  count?: TestCount;
}

interface Step {
  name: string;
  run: () => Promise<Outcome>;
}

/** Groups of steps; most of them use one core. */
async function allSteps(): Promise<Step[][]> {
  const config = `--config=${await configInForce()}`;
  const lock = `--lock=${await testLock()}`;
  const script = (name: string, path: string) =>
    deno(name, "run", "-A", "--no-check", config, path);
  return [
    [
      deno("format", "fmt", "--check", config),
      deno("lint", "lint", config),
      deno("public library is documented", "doc", "--lint", config, ...await libraryEntries()),
      script("layers", "scripts/check_layers.ts"),
      script("protocol", "scripts/check_protocol.ts"),
      script("security", "scripts/check_security.ts"),
      script("voice", "scripts/check_voice.ts"),
    ],
    [
      deno("types", "check", config, lock, "."),
      tests(
        "examples in the documentation",
        ...["--doc", "--parallel", "--permit-no-files", "lib/", "docs/"],
      ),
    ],
    [tests("tests", "--no-check", "--parallel", "--reporter=dot", "tests/")],
  ];
}

/** The entries of the library in `deno.json`; the others are programs. */
async function libraryEntries(): Promise<string[]> {
  const { exports } = JSON.parse(
    await Deno.readTextFile(new URL("../deno.json", import.meta.url)),
  ) as { exports: Record<string, string> };
  return Object.values(exports).filter((path) => path.startsWith("./lib/"));
}

function deno(name: string, ...args: string[]): Step {
  const run = async () => {
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args,
      env: { ...childEnvironment(), NO_COLOR: "1" },
      stdin: "null",
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { success, output: text(stdout) + text(stderr) };
  };
  return { name, run };
}

function tests(name: string, ...args: string[]): Step {
  const run = async () => {
    let output = "";
    const count = await runTests(args, { onOutput: (text) => output += text });
    return { success: count.failed === 0, output, count };
  };
  return { name, run };
}

async function runSteps(): Promise<boolean> {
  const total: TestCount = { passed: 0, failed: 0, skipped: 0 };
  const begin = performance.now();
  const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`;
  console.log(await circumstances());
  let failed: string[] = [];
  for (const group of await allSteps()) {
    const start = performance.now();
    const outputs = await Promise.all(group.map(async ({ name, run }) => {
      const { success, output, count } = await run();
      console.log(`${name} ... ${success ? "ok" : "FAILED"} (${seconds(start)})`);
      total.passed += count?.passed ?? 0;
      total.skipped += count?.skipped ?? 0;
      // A failed check counts as a failure, so that the closing line does not look like success.
      total.failed += count?.failed ?? (success ? 0 : 1);
      return success ? [] : [{ name, output }];
    }));
    const failures = outputs.flat();
    for (const { output } of failures) console.log(output.trimEnd());
    failed = failures.map(({ name }) => name);
    if (failed.length > 0) break;
  }
  const success = failed.length === 0;
  if (!success) console.log(`stopped at: ${failed.join(", ")}`);
  console.log(`${success ? "everything" : "this"} took ${seconds(begin)}`);
  console.log(closingLine(total));
  return success;
}

if (import.meta.main) {
  requireRecentDeno();
  Deno.exit(await runSteps() ? 0 : 1);
}
