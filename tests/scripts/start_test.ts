/** Which modules a start from source loads: the runtime spends 0.1 to 0.3 ms on each. */

import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import * as all from "../../commands/all.ts";
import * as byName from "../../commands/by_name.ts";
import { moduleOf as urlOf } from "../../commands/module_of.ts";
import { ANY_COMMAND, workerUrl } from "../../commands/sandbox/worker_url.ts";
import { configInForce } from "../../scripts/closed_network.ts";
import { run } from "../commands/run_sluice.ts";

const root = new URL("../..", import.meta.url);
const path = (file: string) => fileURLToPath(new URL(file, root));

/** What `deno info` tells of a module. */
interface Module {
  specifier: string;
  dependencies?: { isDynamic?: boolean; code?: { specifier?: string } }[];
}

/** The modules that a module imports, by their paths in the project; packages by their specifiers. */
class Graph {
  readonly #modules: Map<string, Module>;

  constructor(modules: readonly Module[]) {
    this.#modules = new Map(modules.map((module) => [module.specifier, module]));
  }

  static async of(entry: string): Promise<Graph> {
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", `--config=${await configInForce()}`, path(entry)],
    }).output();
    return new Graph(JSON.parse(new TextDecoder().decode(stdout)).modules);
  }

  /** What is evaluated with these modules; with `import()` also what the runtime only loads. */
  closure(entries: readonly string[], { dynamic = false } = {}): Set<string> {
    const found = new Set<string>();
    const waiting = entries.map((entry) => new URL(entry, root).href);
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (found.has(next)) continue;
      found.add(next);
      for (const { isDynamic, code } of this.#modules.get(next)?.dependencies ?? []) {
        if (code?.specifier && (dynamic || !isDynamic)) waiting.push(code.specifier);
      }
    }
    return new Set(Array.from(found, (url) => url.replace(root.href, "")));
  }
}

/** The module of a command, from the root. */
const moduleOf = (name: string) => urlOf(name)!.href.replace(root.href, "");

const WORKER = "commands/sandbox/run_confined.ts";
const graph = await Graph.of("commands/sandbox/worker.ts");
const commands = await all.loadCommands();

/** Runs `scripts/start.ts` with the right to read nothing else on demand but these modules. */
async function start(args: string[], modules: string[]) {
  const read = modules.length === 0 ? [] : [`--allow-read=${modules.map(path).join()}`];
  return await run(Deno.execPath(), {
    args: [
      "run",
      `--config=${await configInForce()}`,
      "--quiet",
      "--no-check",
      "--no-prompt",
      "--unstable-lazy-dynamic-imports",
      ...read,
      path("scripts/start.ts"),
      ...args,
    ],
  });
}

Deno.test("start.ts evaluates four modules before it knows the command", async () => {
  const own = (await Graph.of("scripts/start.ts")).closure(["scripts/start.ts"]);
  assertEquals([...own].sort(), [
    "commands/program.ts",
    "deno.json",
    "lib/cli/required_deno.ts",
    "scripts/start.ts",
  ]);
});

Deno.test("--version loads nothing else", async () => {
  const { code, out, err } = await start(["--version"], []);
  assertEquals([code, err], [0, ""]);
  assert(out.startsWith("sluice "));
});

Deno.test("receive --help loads its record, its flags and the text of help only", async () => {
  const { code, out, err } = await start(["receive", "--help"], [
    "commands/by_name.ts",
    "commands/module_of.ts",
    "commands/receive/command.ts",
    "commands/flags",
    "lib/cli",
    "lib/errors.ts",
    "lib/file/if_exists.ts",
    "lib/limits.ts",
    "lib/socket/is_ipv6.ts",
    "lib/terminal/wrap.ts",
  ]);
  assertEquals([code, err], [0, ""]);
  assert(out.includes("Usage: sluice receive"));
});

Deno.test("no record of a command loads a module of Node.js or a package of npm", () => {
  for (const { name } of commands) {
    const packages = [...graph.closure([moduleOf(name)])]
      .filter((module) => /^(node|npm):/.test(module));
    assertEquals(packages, [], name);
  }
});

Deno.test("node:path is the only module of Node.js that is imported statically", () => {
  const evaluated = graph.closure([...commands.map(({ name }) => moduleOf(name)), WORKER], {
    dynamic: true,
  });
  for (const module of evaluated) {
    if (/^\w+:/.test(module)) continue;
    const direct = [...graph.closure([module])].filter((other) => other.startsWith("node:"));
    assert(direct.every((other) => other === "node:path"), `${module}: ${direct}`);
  }
});

for (const { name, plan } of commands.filter(({ plan }) => plan)) {
  assert(plan);
  Deno.test(`the Worker of ${name} has no other command in its graph`, () => {
    const loaded = [...graph.closure([WORKER, moduleOf(name)], { dynamic: true })];
    const others = commands.map((other) => moduleOf(other.name))
      .filter((module) => module !== moduleOf(name));
    assertEquals(loaded.filter((module) => [...others, "commands/all.ts"].includes(module)), []);
  });
}

Deno.test("a confined command is started as a Worker that imports it and nothing else", () => {
  for (const { name } of commands) {
    const text = decodeURIComponent(workerUrl(name).href);
    const imported = Array.from(text.matchAll(/from "([^"]*)"/g), ([, url]) => url);
    const expected = [moduleOf(name), WORKER].map((file) => new URL(file, root).href);
    assertEquals(imported, expected, name);
  }
});

Deno.test("a command without a module of its own is started as the Worker with the table", () => {
  assertEquals(workerUrl("nonsense"), ANY_COMMAND);
});

Deno.test("a command has the name of its module and of its export", async () => {
  for (const command of commands) {
    assertEquals(await byName.loadCommand(command.name), command, command.name);
  }
  assertEquals(await byName.loadCommands(), commands);
});

for (const name of ["all", "flags", "program", "sandbox", "../main", "constructor", "Send", ""]) {
  Deno.test(`no command is found by the name of another module: ${JSON.stringify(name)}`, async () => {
    assertEquals(await byName.loadCommand(name), undefined);
  });
}
