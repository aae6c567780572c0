/**
 * Checks the layers of the program: which modules may import which, and which ones may use `Deno` at run
 * time.
 *
 *     main → commands → {cli, pairing} → {transfer, remote, services, web, terminal}
 *          → {channel, discovery} → {file, digest, frame, secure, line, socket} → text → {errors, limits, async, bytes, rate_limiter}
 *
 * A module may import modules of its own folder and of lower layers, not of the same or a higher
 * layer. Imports of types count: a module that needs another's types depends on it.
 *
 * `lib/mod.ts` and `lib/FOLDER/mod.ts` are the entries of the public library. They only export what other
 * modules have, and no module of the program imports them. Those of a folder keep to its layer;
 * `lib/mod.ts` exports from every folder.
 *
 * Inside a folder imports form no circle, so that every module can be read, tested and moved before
 * those that use it. For that too all imports count: static, dynamic and of types. A module that is
 * started as a Worker does not: it is a program of its own, which may import the module that starts it.
 *
 *     deno run -A scripts/check_layers.ts [ROOT]
 *
 * @module
 */

import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { ModuleFact } from "./module_facts.ts";

/** The layers, the lowest first. A part is a folder or a single module. */
const LAYERS: readonly (readonly string[])[] = [
  ["lib/errors.ts", "lib/limits.ts", "lib/async.ts", "lib/bytes.ts", "lib/rate_limiter.ts"],
  ["lib/text"],
  ["lib/file", "lib/digest", "lib/frame", "lib/secure", "lib/line", "lib/socket"],
  ["lib/channel", "lib/discovery"],
  ["lib/transfer", "lib/remote", "lib/services", "lib/web", "lib/terminal"],
  ["lib/cli", "lib/pairing"],
  ["commands"],
  ["main.ts", "scripts/start.ts"],
];

/** The main entry of the public library, which may import every folder. */
const LIBRARY = "lib/mod.ts";

/** Loads commands by their names, before rights are given up. */
const BY_NAME = "commands/by_name.ts";

/** The entries of the public library. */
const ENTRY = /^lib\/(\w+\/)?mod\.ts$/;

/** Modules that may use `Deno` at run time, and modules of Node.js that reach the system. */
const TOUCHES_SYSTEM = [
  "main.ts",
  "scripts/start.ts",
  "commands/",
  "lib/file/",
  "lib/socket/",
  "lib/discovery/",
  "lib/terminal/",
  "lib/web/",
  "lib/remote/runner/run_process.ts",
];

/** Modules of Node.js that give access to the system. */
const SYSTEM_MODULES =
  /^node:(child_process|cluster|dgram|dns|fs|http|http2|https|net|os|process|readline|tls|tty|worker_threads)(\/|$)/;

/** Specifiers that are neither paths nor URLs: names of the import map, and Node.js. */
const MAPPED = /^(@[\w-]+\/|node:|[a-z][\w-]*(\/|$))/;

/** A breach of the layers, or a circle. */
export interface LayerProblem {
  /** The module, from the root, and its line: `lib/file/source/walk.ts:12`. */
  at: string;
  /** What is wrong there. */
  what: string;
}

/**
 * Finds all breaches in a tree, in the order of its files.
 *
 * @param root the folder of `main.ts`, `commands/` and `lib/`
 */
export async function checkLayers(root: string): Promise<LayerProblem[]> {
  const files = ["main.ts", "scripts/start.ts", "commands", "lib"].flatMap((path) => [
    ...modulesBelow(root, path),
  ]);
  const problems: LayerProblem[] = [];
  for (const file of files.sort()) {
    if (partOf(file) === undefined && file !== LIBRARY) {
      problems.push({
        at: `${file}:1`,
        what: "is in no layer; scripts/check_layers.ts lists them",
      });
    }
  }
  const facts = await factsOf(root, files);
  for (const { file, line, fact } of facts) {
    const what = judge(file, fact);
    if (what !== undefined) problems.push({ at: `${file}:${line}`, what });
  }
  return [...problems, ...circlesOf(facts)];
}

/** One shortest circle for each module that is in one, unless a circle found before names it. */
function circlesOf(facts: readonly LocatedFact[]): LayerProblem[] {
  const imports = new Map<string, Map<string, number>>();
  for (const { file, line, fact } of facts) {
    const target = fact.kind === "import" ? targetOf(file, fact) : undefined;
    // Across folders a circle has an import upwards or sideways, which is a breach already.
    if (target === undefined || partOf(file)?.part !== partOf(target)?.part) continue;
    const targets = imports.get(file) ?? new Map<string, number>();
    if (!targets.has(target)) targets.set(target, line);
    imports.set(file, targets);
  }
  const problems: LayerProblem[] = [];
  const seen = new Set<string>();
  for (const file of [...imports.keys()].sort()) {
    const circle = seen.has(file) ? undefined : shortestCircle(file, imports);
    if (circle === undefined) continue;
    circle.forEach((each) => seen.add(each));
    problems.push({
      at: `${file}:${imports.get(file)!.get(circle[1] ?? file)}`,
      what: `imports itself by a circle: ${[...circle, file].join(", ")}`,
    });
  }
  return problems;
}

/** The modules of a shortest way from a module back to it, the module first; undefined: there is none. */
function shortestCircle(
  start: string,
  imports: ReadonlyMap<string, ReadonlyMap<string, number>>,
): string[] | undefined {
  const reachedFrom = new Map<string, string>();
  const queue = [start];
  for (let file; (file = queue.shift()) !== undefined;) {
    for (const target of imports.get(file)?.keys() ?? []) {
      if (target === start) {
        const circle = [file];
        while (circle[0] !== start) circle.unshift(reachedFrom.get(circle[0]!)!);
        return circle;
      }
      if (reachedFrom.has(target)) continue;
      reachedFrom.set(target, file);
      queue.push(target);
    }
  }
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

/** The part and the layer of a module. */
function partOf(file: string): { part: string; layer: number } | undefined {
  for (const [layer, parts] of LAYERS.entries()) {
    const part = parts.find((part) => file === part || file.startsWith(`${part}/`));
    if (part !== undefined) return { part, layer };
  }
}

/** The problem of a fact about a module, if any. */
function judge(file: string, fact: ModuleFact): string | undefined {
  const { kind, specifier } = fact;
  const mayTouch = TOUCHES_SYSTEM.some((part) => file.startsWith(part));
  if (kind === "code") {
    return ENTRY.test(file) ? "an entry of the library has code of its own" : undefined;
  }
  if (kind === "computed") {
    return file === BY_NAME ? undefined : "imports a module whose name only run time knows";
  }
  if (kind === "deno") return mayTouch ? undefined : "touches Deno at run time";
  const target = targetOf(file, fact);
  if (target !== undefined) return judgeImport(file, target);
  if (SYSTEM_MODULES.test(specifier) && !mayTouch) {
    return `imports ${specifier}, which is the system`;
  }
  if (!MAPPED.test(specifier)) return `imports ${specifier}; name it in deno.json instead`;
}

/** The path of the module that is imported or started; undefined where it is not the program's own. */
function targetOf(file: string, { specifier }: ModuleFact): string | undefined {
  if (!/^\.\.?\//.test(specifier)) return undefined;
  return join(dirname(file), specifier).replaceAll("\\", "/");
}

function judgeImport(file: string, target: string): string | undefined {
  // Holds the version only.
  if (target === "deno.json") return;
  if (ENTRY.test(target) && !ENTRY.test(file)) {
    return `imports ${target}, which is for users of the library`;
  }
  if (file === LIBRARY) {
    return target.startsWith("lib/") ? undefined : `imports ${target}, which is not the library`;
  }
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

/** Runs `deno lint` with the plugin of `module_facts.ts` only. */
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

function readFacts(json: string, stderr: string, root: string): LocatedFact[] {
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
    throw new Error(`read the modules: deno lint said: ${json}${stderr}`, { cause });
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
