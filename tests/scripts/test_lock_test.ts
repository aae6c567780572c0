import { assert, assertEquals } from "@std/assert";

interface Lock {
  specifiers: Record<string, string>;
  npm: Record<string, { integrity: string }>;
  workspace: unknown;
}

async function read(path: string): Promise<Lock> {
  return JSON.parse(await Deno.readTextFile(new URL(`../../${path}`, import.meta.url)));
}

Deno.test("the tests' lock file pins what the program imports as its own lock file does", async () => {
  const [own, tests] = await Promise.all([read("deno.lock"), read("tests/deno.lock")]);
  for (const kind of ["specifiers", "npm"] as const) {
    const entries = Object.entries(own[kind]).filter(([name]) => !name.startsWith("jsr:"));
    assert(entries.length > 5);
    for (const [name, value] of entries) {
      assertEquals(tests[kind][name], value, `${kind}: ${name}`);
    }
  }
  assertEquals(tests.workspace, own.workspace);
});

Deno.test("packages that only tests import are not in the program's lock file", async () => {
  const { npm } = await read("deno.lock");
  assertEquals(Object.keys(npm).filter((name) => /puppeteer|chromium/.test(name)), []);
});
