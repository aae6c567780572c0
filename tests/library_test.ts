/** Tests the requirements of a registry for the library; `open_network/` has the rest. */

import { assert, assertEquals } from "@std/assert";
import config from "../deno.json" with { type: "json" };
import { childEnvironment, configInForce } from "../scripts/closed_network.ts";
import { services } from "../lib/services/all.ts";
import { run } from "./commands/run_sluice.ts";

const root = new URL("../", import.meta.url).pathname;

/** The entries of the library: their names in an import, and their modules. */
const entries = Object.entries(config.exports)
  .filter(([, path]) => path.startsWith("./lib/"))
  .map(([name, path]) => ({ specifier: `@sluice/sluice${name.slice(1)}`, path }));

async function deno(args: string[]) {
  const env = { ...childEnvironment(), NO_COLOR: "1" };
  return await run(Deno.execPath(), { args, cwd: root, env });
}

/** What a program that has no permission prints. */
async function printed(script: string) {
  const file = await Deno.makeTempFile({ suffix: ".js" });
  try {
    await Deno.writeTextFile(file, script);
    return await deno(["run", "--quiet", "--no-prompt", `--config=${await configInForce()}`, file]);
  } finally {
    await Deno.remove(file);
  }
}

Deno.test("exports every service, and importing the library needs no permission", async () => {
  const names = services.map(({ name }) => name);
  const script = `import * as library from "@sluice/sluice";
    console.log(${JSON.stringify(names)}.filter((name) => library[name]?.name !== name).join());`;
  const { code, out, err } = await printed(script);
  assertEquals([code, out, err], [0, "\n", ""]);
});

Deno.test("the main entry has all that the entries of folders have, and they need no permission", async () => {
  assert(entries.length >= 5, `${entries.length} entries`);
  // Static imports: a dynamic one would need the permission to read the module.
  const imports = entries.map(({ specifier }, n) => `import * as entry${n} from "${specifier}";`);
  const script = `${imports.join("")}
    const [main, ...others] = [${entries.map((_, n) => `entry${n}`).join()}];
    for (const other of others) {
      for (const name in other) if (main[name] !== other[name]) console.log(name);
    }
    console.log(others.every((each) => "SluiceError" in each));`;
  const { code, out, err } = await printed(script);
  assertEquals([code, out, err], [0, "true\n", ""]);
});

/** A part of what `deno doc --json` prints. */
interface DocumentedSymbol {
  name: string;
  declarations: {
    kind: string;
    jsDoc?: { doc?: string; tags?: { kind: string; doc?: string }[] };
  }[];
}

Deno.test("every function and class of the library has an example", async () => {
  const paths = entries.map(({ path }) => path);
  const args = ["doc", "--json", `--config=${await configInForce()}`, ...paths];
  const { nodes }: { nodes: Record<string, { symbols: DocumentedSymbol[] }> } = JSON.parse(
    (await deno(args)).out,
  );
  const symbols = Object.values(nodes).flatMap(({ symbols }) => symbols);
  const isCalled = ({ name, declarations: [first] }: DocumentedSymbol) =>
    first?.kind === "function" || first?.kind === "class" && !/.Error$/.test(name);
  const called = symbols.filter(isCalled);
  assert(called.length > 50, `${called.length} functions and classes`);
  const lacking = called.filter(({ declarations }) =>
    !declarations.some(({ jsDoc: { doc = "", tags = [] } = {} }) =>
      doc.includes("```ts\n") || tags.some(({ kind }) => kind === "example")
    )
  );
  assertEquals(lacking.map(({ name }) => name), []);
});
