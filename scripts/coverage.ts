/**
 * `deno task coverage [FILTER...]`: runs the tests and measures which lines of `lib/`, `commands/`
 * and `main.ts` they reach, also in child processes. Takes the arguments of `deno task test`. The
 * report is a table on standard output, and pages in `coverage/html/`, which git ignores.
 *
 * @module
 */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { requireRecentDeno } from "./recent_deno.ts";
import { closingLine, runTests, testArguments } from "./test.ts";

const root = new URL("../", import.meta.url);

/** Sources that the report lists, as `deno coverage --include` expects them. */
const SOURCES = ["commands/", "lib/", "main.ts", "scripts/start.ts"].map((path) =>
  `--include=^${root.href}${path}`
);

/** Measures a run of tests; returns the exit code. */
async function coverage(args: string[]): Promise<number> {
  const folder = fileURLToPath(new URL("coverage", root));
  await Deno.remove(folder, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  const write = (text: string) => Deno.stdout.writeSync(new TextEncoder().encode(text));
  const count = await runTests([`--coverage=${folder}`, "--parallel", ...testArguments(args)], {
    onOutput: write,
  });
  for await (const { name, isFile } of Deno.readDir(folder)) {
    if (isFile && !await isComplete(join(folder, name))) await Deno.remove(join(folder, name));
  }
  const report = (...words: string[]) =>
    new Deno.Command(Deno.execPath(), {
      args: ["coverage", folder, ...SOURCES, ...words],
      env: { NO_COLOR: "1" },
    }).spawn().status;
  const { success } = await report();
  if (success) await report("--html", "--quiet");
  console.log(closingLine(count));
  return success && count.failed === 0 ? 0 : 1;
}

/** A process that a test kills leaves an incomplete profile, which `deno coverage` rejects. */
async function isComplete(path: string): Promise<boolean> {
  return (await Deno.readTextFile(path)).endsWith("}");
}

if (import.meta.main) {
  requireRecentDeno();
  Deno.exit(await coverage(Deno.args));
}
