/** The tables of deliberate faults still fit the project. That they are caught, `deno task mutate` tells. */

import { assert, assertEquals } from "@std/assert";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
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

Deno.test("no two faults have one name", () => {
  const names = mutations.map(({ name }) => name);
  assertEquals(names.filter((name, at) => names.indexOf(name) !== at), []);
});

Deno.test("the tests that must notice a fault are there", () => {
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
