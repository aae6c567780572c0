/**
 * Holds the modules to the layers that the house is built in: what may import what, and who may
 * touch `Deno` while the program runs.
 *
 *     main → commands → {cli, pairing} → {transfer, remote, services, web, terminal}
 *          → {channel, discovery} → {file, digest, frame, secure, line, socket} → text → {errors, limits, async, bytes, rate_limiter}
 *
 * A module may import its own folder and lower layers; never a neighbour's, never upwards. `lib/mod.ts`
 * gathers from everywhere and is imported by nobody. Imports of types count: whoever needs a
 * neighbour's types leans on it all the same.
 *
 *     deno run -A scripts/check_layers.ts [ROOT]
 *
 * @module
 */

import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { ModuleFact } from "./module_facts.ts";

/** Lowest first. A folder, or a single module, is a part of the house. */
const LAYERS: readonly (readonly string[])[] = [
  ["lib/errors.ts", "lib/limits.ts", "lib/async.ts", "lib/bytes.ts", "lib/rate_limiter.ts"],
  ["lib/text"],
  ["lib/file", "lib/digest", "lib/frame", "lib/secure", "lib/line", "lib/socket"],
  ["lib/channel", "lib/discovery"],
  ["lib/transfer", "lib/remote", "lib/services", "lib/web", "lib/terminal"],
  ["lib/cli", "lib/pairing"],
  ["commands"],
  ["main.ts"],
];

/** The public library: imports what it exports, and is imported by users only. */
const LIBRARY = "lib/mod.ts";

/** Who may touch `Deno` at run time, and modules of Node.js that reach the system. */
const TOUCHES_SYSTEM = [
  "main.ts",
  "commands/",
  "lib/file/",
  "lib/socket/",
  "lib/discovery/",
  "lib/terminal/",
  "lib/web/",
  "lib/remote/runner/run_process.ts",
];

/** Modules of Node.js that do what `Deno` does. */
const SYSTEM_MODULES =
  /^node:(child_process|cluster|dgram|dns|fs|http|http2|https|net|os|process|readline|tls|tty|worker_threads)(\/|$)/;

/** What is not a path and not from elsewhere: names of the import map, and Node.js. */
const MAPPED = /^(@[\w-]+\/|node:|[a-z][\w-]*(\/|$))/;

/** A breach of the layers. */
export interface LayerProblem {
  /** The module, from the root, and its line: `lib/file/walk.ts:12`. */
  at: string;
  /** What is wrong there. */
  what: string;
}

/**
 * All breaches in a tree, in the order of its files.
 *
 * @param root the folder of `main.ts`, `commands/` and `lib/`
 */
export async function checkLayers(root: string): Promise<LayerProblem[]> {
  const files = ["main.ts", "commands", "lib"].flatMap((path) => [...modulesBelow(root, path)]);
  const problems: LayerProblem[] = [];
  for (const file of files.sort()) {
    if (partOf(file) === undefined && file !== LIBRARY) {
      problems.push({
        at: `${file}:1`,
        what: "is in no layer; scripts/check_layers.ts lists them",
      });
    }
  }
  for (const { file, line, fact } of await factsOf(root, files)) {
    const what = judge(file, fact);
    if (what !== undefined) problems.push({ at: `${file}:${line}`, what });
  }
  return problems;
}

function* modulesBelow(root: string, path: string): Generator<string> {
  let info: Deno.FileInfo;
  try {
    info = Deno.statSync(join(root, path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw error;
  }
  if (info.isFile) return void (yield path);
  for (const { name, isDirectory } of Deno.readDirSync(join(root, path))) {
    const below = `${path}/${name}`;
    if (isDirectory) yield* modulesBelow(root, below);
    else if (name.endsWith(".ts")) yield below;
  }
}

/** The part of the house that a module belongs to, with its layer. */
function partOf(file: string): { part: string; layer: number } | undefined {
  for (const [layer, parts] of LAYERS.entries()) {
    const part = parts.find((part) => file === part || file.startsWith(`${part}/`));
    if (part !== undefined) return { part, layer };
  }
}

/** What is wrong with a fact about a module; undefined: nothing. */
function judge(file: string, { kind, specifier }: ModuleFact): string | undefined {
  const mayTouch = TOUCHES_SYSTEM.some((part) => file.startsWith(part));
  if (kind === "computed") return "imports a module whose name only run time knows";
  if (kind === "deno") return mayTouch ? undefined : "touches Deno at run time";
  if (specifier.startsWith("./") || specifier.startsWith("../")) {
    return judgeImport(file, join(dirname(file), specifier).replaceAll("\\", "/"));
  }
  if (SYSTEM_MODULES.test(specifier) && !mayTouch) {
    return `imports ${specifier}, which is the system`;
  }
  if (!MAPPED.test(specifier)) return `imports ${specifier}; name it in deno.json instead`;
}

function judgeImport(file: string, target: string): string | undefined {
  // The version lives there, and nowhere else.
  if (target === "deno.json") return;
  if (file === LIBRARY) {
    return target.startsWith("lib/") ? undefined : `imports ${target}, which is not the library`;
  }
  if (target === LIBRARY) return `imports ${target}, which is for users of the library`;
  const from = partOf(file);
  const to = partOf(target);
  if (from === undefined) return;
  if (to === undefined) return `imports ${target}, which is in no layer`;
  if (from.part === to.part || to.layer < from.layer) return;
  const way = to.layer === from.layer ? "sideways" : "upwards";
  return `imports ${target}: ${way}, from ${from.part} to ${to.part}`;
}

interface LocatedFact {
  file: string;
  line: number;
  fact: ModuleFact;
}

/** Runs `deno lint` with nothing but the plugin of `module_facts.ts`. */
async function factsOf(root: string, files: string[]): Promise<LocatedFact[]> {
  if (files.length === 0) return [];
  const config = await Deno.makeTempFile({ prefix: "check-layers-", suffix: ".json" });
  try {
    const plugin = new URL("module_facts.ts", import.meta.url).href;
    await Deno.writeTextFile(
      config,
      JSON.stringify({ lint: { plugins: [plugin], rules: { tags: [], include: [] } } }),
    );
    const paths = files.map((file) => resolve(root, file));
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["lint", "--json", `--config=${config}`, ...paths],
      env: { NO_COLOR: "1" },
    }).output();
    return readFacts(new TextDecoder().decode(stdout), new TextDecoder().decode(stderr), root);
  } finally {
    await Deno.remove(config);
  }
}

function readFacts(json: string, noise: string, root: string): LocatedFact[] {
  let report: {
    diagnostics: {
      filename: string;
      code: string;
      message: string;
      range: { start: { line: number } };
    }[];
    errors: unknown[];
  };
  try {
    report = JSON.parse(json);
  } catch (cause) {
    throw new Error(`read the modules: deno lint said: ${json}${noise}`, { cause });
  }
  if (report.errors.length > 0) {
    throw new Error(`read the modules: ${JSON.stringify(report.errors)}`);
  }
  return report.diagnostics.filter(({ code }) => code === "sluice/facts").map((each) => ({
    file: relative(Deno.realPathSync(root), fileURLToPath(each.filename)).replaceAll("\\", "/"),
    line: each.range.start.line,
    fact: JSON.parse(each.message),
  }));
}

if (import.meta.main) {
  const root = Deno.args[0] ?? fileURLToPath(new URL("..", import.meta.url));
  const problems = await checkLayers(root);
  for (const { at, what } of problems) console.error(`${at}: ${what}`);
  console.log(problems.length === 0 ? "layers: as they should be" : `layers: ${problems.length}`);
  Deno.exit(problems.length === 0 ? 0 : 1);
}
