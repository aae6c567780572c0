/**
 * Bundles the program for `compile.ts`: a chunk for each group of modules that are loaded together,
 * without a configuration, an import map, a lock file or unused packages. Measured against separate
 * modules: 1.5 MB instead of 34 MB in the executable, and a shorter start (docs/executable.md).
 *
 * Names are not minified, so that stack traces in reports of internal errors are readable.
 *
 * @module
 */

import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { configInForce } from "./closed_network.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The modules that are loaded as Workers, which are not found by following imports. */
export const WORKERS: readonly string[] = [
  "commands/sandbox/worker.ts",
  "commands/serve/exec/runner_worker.ts",
];

/**
 * Writes the bundle into a folder; returns the path of its main module. Everything in the folder
 * belongs to it.
 *
 * @throws {Error} if the bundler, which Deno fetches from the npm registry, is missing or fails.
 */
export async function bundleProgram(folder: string): Promise<string> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    cwd: root,
    args: [
      "bundle",
      "--quiet",
      `--config=${await configInForce()}`,
      "--code-splitting",
      `--outdir=${folder}`,
      "main.ts",
      ...WORKERS,
    ],
    stdin: "null",
    stdout: "null",
  }).output();
  if (!success) {
    throw new Error(`cannot bundle the program: ${oneLine(new TextDecoder().decode(stderr))}`);
  }
  for await (const path of filesBelow(folder)) {
    // The bundler notes where each part comes from, in comments and as keys that nothing reads: for
    // packages that is the builder's home.
    const text = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, text.replace(/(?:\.\.\/)+[^"\n]*?\/(npm|remote)\//g, "$1/"));
  }
  for (const worker of WORKERS) {
    // The bundler does not rewrite the URL of a Worker: "./NAME.ts" next to the module that loads
    // it, which is now a chunk at the top of the folder.
    const module = JSON.stringify(`./${worker.replace(/\.ts$/, ".js")}`);
    await Deno.writeTextFile(join(folder, basename(worker)), `import ${module};\n`);
  }
  return join(folder, "main.js");
}

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) yield* filesBelow(path);
    else yield path;
  }
}

/**
 * An error of the runtime on one line: the failure and the innermost cause, without a stack trace.
 */
export function oneLine(text: string): string {
  // deno-lint-ignore no-control-regex -- colours
  const plain = text.replace(/\x1b\[[0-9;]*m/g, "").split(/\n\s*Stack backtrace:/)[0]!;
  const [what, ...causes] = plain.replace(/^error: /, "").trim().split("\n");
  const cause = causes.map((line) => line.trim().replace(/^\d+: /, "")).findLast((line) =>
    line !== ""
  );
  return cause === undefined ? what! : `${what!.replace(/\.$/, "")}: ${cause}`;
}
