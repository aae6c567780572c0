/** The tables of deliberate faults match the project, and `deno task mutate` reports correctly. */

import { assert, assertEquals } from "@std/assert";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Fault, mutate } from "../../scripts/mutate.ts";
import { AREAS } from "../../scripts/mutations/all.ts";
import { mutated } from "../../scripts/mutations/mutation.ts";
import { temporaryFolder } from "../support/folder.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const mutations = Object.values(AREAS).flat();

/** The files of the tables, each read once. */
const texts = new Map<string, string>();
function textOf(file: string): string {
  const text = texts.get(file) ?? Deno.readTextFileSync(join(root, file));
  texts.set(file, text);
  return text;
}

Deno.test("every fault applies: its text occurs exactly once, and what replaces it differs", () => {
  const wrong = mutations.filter((one) => mutated(textOf(one.file), one) === undefined);
  assertEquals(wrong.map(({ name, file }) => `${file}: ${name}`), []);
});

Deno.test("every fault leaves a module that can be parsed", async () => {
  await using folder = await temporaryFolder();
  for (const [at, one] of mutations.entries()) {
    const text = mutated(textOf(one.file), one) ?? "";
    const extension = extname(one.file);
    if (extension !== ".txt") {
      await Deno.writeTextFile(join(folder.path, `${at}${extension}`), text);
    }
  }
  // One rule, because without any the linter reads nothing.
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...[
        "lint",
        "--quiet",
        "--no-config",
        "--rules-tags=workspace",
        "--rules-include=no-debugger",
      ],
      folder.path,
    ],
    env: { NO_COLOR: "1" },
  }).output();
  const said = new TextDecoder().decode(stderr);
  const wrong = Array.from(said.matchAll(/(\d+)\.ts/g), ([, at]) => mutations[Number(at)]?.name);
  assert(success, `${[...new Set(wrong)].join("\n")}\n${said}`);
});

Deno.test("fault names are unique", () => {
  const names = mutations.map(({ name }) => name);
  assertEquals(names.filter((name, at) => names.indexOf(name) !== at), []);
});

Deno.test("the tests that must detect a fault exist", () => {
  const isFile = (path: string) => Deno.statSync(join(root, path)).isFile;
  for (const { name, tests } of mutations) {
    assert(tests.length > 0, name);
    for (const test of tests) assert(/^tests\/.*_test\.ts$/.test(test) && isFile(test), name);
  }
});

Deno.test("there are at least 100 faults, and few that cannot be caught", () => {
  assert(mutations.length >= 100);
  const accepted = mutations.filter(({ survives }) => survives !== undefined);
  assert(accepted.length <= mutations.length * 0.05);
});

/** A fault in a module with a quick test. */
const fault = (name: string, find: string, replace: string, more: Partial<Fault> = {}): Fault => ({
  area: "made up",
  name,
  file: "lib/file/permission_bits.ts",
  find,
  replace,
  tests: ["tests/file/permission_bits_test.ts"],
  ...more,
});

const HAS_BITS = 'return os !== "windows";';

/** Each starts `deno test` several times. */
const options = { timeout: 240_000 };

Deno.test("reports faults that are caught, hang, survive or do not apply", options, async () => {
  const lines: string[] = [];
  const faults = [
    fault("caught", HAS_BITS, 'return os === "windows";'),
    fault("hangs", HAS_BITS, "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);"),
    fault("survives", HAS_BITS, "return !(os === `windows`);"),
    fault("known", HAS_BITS, "return !(os === `windows`);", { survives: "it means the same" }),
    fault("has gone", "no such text", ""),
  ];
  const isGood = await mutate(faults, { say: (line) => lines.push(line), shortestDeadline: 5000 });
  assertEquals(isGood, false);
  const shown = lines.map((line) => line.replace(/\d+\.\d s/, "TIME"))
    .filter((line) => !line.startsWith("no network namespace"));
  assertEquals(shown, [
    "1 runs of tests pass without a fault",
    "caught          made up: caught (TIME)",
    "caught          made up: hangs (hung until its deadline, TIME)",
    "SURVIVED        made up: survives (lib/file/permission_bits.ts; tests/file/permission_bits_test.ts)",
    "survives        made up: known: it means the same",
    "does not apply  made up: has gone (lib/file/permission_bits.ts)",
    "it took TIME",
    "2 of 5 faults caught (40.0 %), 1 survived, 1 known to survive, 1 do not apply",
  ]);
});

Deno.test("reports tests that fail, or are missing, without a fault", options, async () => {
  const lines: string[] = [];
  const faults = [fault("has no test", HAS_BITS, "return true;", { filter: "no such test" })];
  assertEquals(await mutate(faults, { say: (line) => lines.push(line) }), false);
  assert(lines.at(-1)!.startsWith("without a fault these tests run no test: "), lines.join("\n"));
});
