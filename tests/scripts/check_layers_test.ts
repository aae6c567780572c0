import { assertEquals } from "@std/assert";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkLayers } from "../../scripts/check_layers.ts";

/** Breaches in a tree of these modules. */
async function breaches(modules: Record<string, string>): Promise<string[]> {
  const root = await Deno.makeTempDir({ prefix: "layers-" });
  try {
    for (const [path, text] of Object.entries(modules)) {
      await Deno.mkdir(dirname(join(root, path)), { recursive: true });
      await Deno.writeTextFile(join(root, path), text);
    }
    return (await checkLayers(root)).map(({ at, what }) => `${at}: ${what}`);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("accepts a tree that keeps to the layers", async () => {
  const modules = {
    "main.ts": `import "./commands/all.ts";\nimport c from "./deno.json" with { type: "json" };
Deno.exit(c.code);`,
    "commands/all.ts": `import "./parts/a.ts";\nconst x = await import("../lib/cli/help.ts");`,
    "commands/parts/a.ts": `import "../../lib/socket/dial.ts";`,
    "lib/mod.ts": `export * from "./errors.ts";\nexport * from "./transfer/send.ts";`,
    "lib/errors.ts": ``,
    "lib/socket/mod.ts": `export * from "../errors.ts";\nexport { dial } from "./dial.ts";`,
    "lib/cli/help.ts": `import "./wrap.ts";\nimport "@std/fmt/colors";\nimport "node:path";`,
    "lib/terminal/wrap.ts": `import "../errors.ts";`,
    "lib/transfer/send.ts": `import "../socket/dial.ts";\nimport "ignore";`,
    "lib/socket/dial.ts": `await Deno.connect({ port: 1 });\nimport "node:net";`,
  };
  assertEquals(await breaches(modules), []);
});

const BREACHES: [name: string, path: string, text: string, what: string][] = [
  [
    "a leaf that imports a neighbour",
    "lib/frame/a.ts",
    `\nimport { x } from "../digest/b.ts";`,
    "lib/frame/a.ts:2: imports lib/digest/b.ts: sideways, from lib/frame to lib/digest",
  ],
  [
    "a type from a neighbour",
    "lib/frame/a.ts",
    `import type { X } from "../file/b.ts";`,
    "lib/frame/a.ts:1: imports lib/file/b.ts: sideways, from lib/frame to lib/file",
  ],
  [
    "a middle layer that imports another",
    "lib/web/a.ts",
    `export * from "../services/b.ts";`,
    "lib/web/a.ts:1: imports lib/services/b.ts: sideways, from lib/web to lib/services",
  ],
  [
    "an import of an entry in its own folder",
    "lib/socket/a.ts",
    `import "./mod.ts";`,
    "lib/socket/a.ts:1: imports lib/socket/mod.ts, which is for users of the library",
  ],
  [
    "an entry with code of its own",
    "lib/socket/mod.ts",
    `export * from "../errors.ts";\nexport const x = 1;`,
    "lib/socket/mod.ts:2: an entry of the library has code of its own",
  ],
  [
    "an entry that leaves its layer",
    "lib/socket/mod.ts",
    `export * from "../transfer/b.ts";`,
    "lib/socket/mod.ts:1: imports lib/transfer/b.ts: upwards, from lib/socket to lib/transfer",
  ],
  [
    "a module of the system that is no import",
    "lib/frame/a.ts",
    `const fs = process.getBuiltinModule("node:fs");`,
    "lib/frame/a.ts:1: imports node:fs, which is the system",
  ],
  [
    "an import upwards, when it is needed",
    "lib/file/a.ts",
    `const x = () => import("../transfer/b.ts");`,
    "lib/file/a.ts:1: imports lib/transfer/b.ts: upwards, from lib/file to lib/transfer",
  ],
  [
    "a library that knows a command",
    "lib/transfer/a.ts",
    `export { x } from "../../commands/send/command.ts";`,
    "lib/transfer/a.ts:1: imports commands/send/command.ts: upwards, from lib/transfer to commands",
  ],
  [
    "a Worker from elsewhere",
    "lib/digest/a.ts",
    `new Worker(new URL("../file/b.ts", import.meta.url));`,
    "lib/digest/a.ts:1: imports lib/file/b.ts: sideways, from lib/digest to lib/file",
  ],
  [
    "the public library used from inside",
    "lib/cli/a.ts",
    `import "../mod.ts";`,
    "lib/cli/a.ts:1: imports lib/mod.ts, which is for users of the library",
  ],
  [
    "Deno in a pure folder",
    "lib/transfer/a.ts",
    `const { cwd } = Deno;`,
    "lib/transfer/a.ts:1: touches Deno at run time",
  ],
  [
    "Deno by way of globalThis",
    "lib/frame/a.ts",
    `globalThis.Deno.cwd();`,
    "lib/frame/a.ts:1: touches Deno at run time",
  ],
  [
    "the only process that may be started, elsewhere",
    "lib/remote/request/ask.ts",
    `new Deno.Command("x");`,
    "lib/remote/request/ask.ts:1: touches Deno at run time",
  ],
  [
    "the file system by way of Node.js",
    "lib/frame/a.ts",
    `await import("node:fs/promises");`,
    "lib/frame/a.ts:1: imports node:fs/promises, which is the system",
  ],
  [
    "a package that deno.json does not name",
    "lib/cli/a.ts",
    `import "jsr:@std/cli";`,
    "lib/cli/a.ts:1: imports jsr:@std/cli; name it in deno.json instead",
  ],
  [
    "a computed import",
    "lib/cli/a.ts",
    "await import(`./${1}.ts`);",
    "lib/cli/a.ts:1: imports a module whose name only run time knows",
  ],
  [
    "a folder that is in no layer",
    "lib/utils/a.ts",
    ``,
    "lib/utils/a.ts:1: is in no layer; scripts/check_layers.ts lists them",
  ],
];

for (const [name, path, text, what] of BREACHES) {
  Deno.test(`finds a breach: ${name}`, async () => {
    assertEquals(await breaches({ [path]: text }), [what]);
  });
}

const CIRCLES: [name: string, modules: Record<string, string>, found: string[]][] = [
  [
    "two modules",
    { "lib/line/a.ts": `import "./b.ts";`, "lib/line/b.ts": `import "./a.ts";` },
    ["lib/line/a.ts:1: imports itself by a circle: lib/line/a.ts, lib/line/b.ts, lib/line/a.ts"],
  ],
  [
    "a module and itself",
    { "lib/line/a.ts": `\nimport "./a.ts";` },
    ["lib/line/a.ts:2: imports itself by a circle: lib/line/a.ts, lib/line/a.ts"],
  ],
  [
    "types and a dynamic import",
    {
      "lib/line/a.ts": `import type { X } from "./b.ts";`,
      "lib/line/b.ts": `const c = () => import("./sub/c.ts");`,
      "lib/line/sub/c.ts": `export * from "../a.ts";`,
    },
    [
      "lib/line/a.ts:1: imports itself by a circle: " +
      "lib/line/a.ts, lib/line/b.ts, lib/line/sub/c.ts, lib/line/a.ts",
    ],
  ],
  [
    "a module before a circle is not part of it",
    {
      "lib/line/a.ts": `import "./b.ts";\nimport "./c.ts";`,
      "lib/line/b.ts": `import "./c.ts";`,
      "lib/line/c.ts": `import "./d.ts";\nimport "./b.ts";`,
      "lib/line/d.ts": ``,
    },
    ["lib/line/b.ts:1: imports itself by a circle: lib/line/b.ts, lib/line/c.ts, lib/line/b.ts"],
  ],
  [
    "two circles",
    {
      "lib/line/a.ts": `import "./b.ts";`,
      "lib/line/b.ts": `import "./a.ts";`,
      "lib/text/a.ts": `import "./b.ts";`,
      "lib/text/b.ts": `import "./a.ts";`,
    },
    [
      "lib/line/a.ts:1: imports itself by a circle: lib/line/a.ts, lib/line/b.ts, lib/line/a.ts",
      "lib/text/a.ts:1: imports itself by a circle: lib/text/a.ts, lib/text/b.ts, lib/text/a.ts",
    ],
  ],
  [
    "none by way of a Worker",
    {
      "lib/remote/runner/run.ts": `new Worker(new URL("./worker.ts", import.meta.url));`,
      "lib/remote/worker.ts": `import { Message } from "./run.ts";`,
    },
    [],
  ],
];

for (const [name, modules, found] of CIRCLES) {
  Deno.test(`finds circles: ${name}`, async () => {
    assertEquals(await breaches(modules), found);
  });
}

Deno.test("ignores types, comments and strings that say Deno", async () => {
  const text = `// Deno.cwd()
/** {@linkcode Deno.cwd} */
let a: Deno.FsFile | typeof Deno.cwd;
export const b = "Deno.cwd()" + \`Deno\`;`;
  assertEquals(await breaches({ "lib/transfer/a.ts": text }), []);
});

Deno.test("exits with 1 after a breach and names it", async () => {
  const root = await Deno.makeTempDir({ prefix: "layers-" });
  try {
    await Deno.mkdir(join(root, "lib/line"), { recursive: true });
    await Deno.writeTextFile(join(root, "lib/line/a.ts"), "Deno.cwd();");
    const script = fileURLToPath(new URL("../../scripts/check_layers.ts", import.meta.url));
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-config", "--no-check", script, root],
    }).output();
    const text = new TextDecoder().decode(stderr);
    assertEquals([code, text], [1, "lib/line/a.ts:1: touches Deno at run time\n"]);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
