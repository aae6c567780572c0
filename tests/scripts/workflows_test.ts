/** The workflows of continuous integration: their permissions, and the versions they pin. */

import { assert, assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { tagProblem } from "../../scripts/check_tag.ts";
import { needs } from "../support/needs.ts";

const folder = fileURLToPath(new URL("../../.github/workflows", import.meta.url));

const workflows = Array.from(Deno.readDirSync(folder), ({ name }) => ({
  name,
  text: Deno.readTextFileSync(join(folder, name)),
}));

/** The jobs of a workflow, each with the lines below its name. */
function jobs(text: string): [name: string, body: string][] {
  const [, below = ""] = text.split(/^jobs:\n/m);
  return Array.from(below.matchAll(/^ {2}([\w-]+):\n((?: {3,}.*\n|\n)*)/gm), ([, name, body]) => [
    name!,
    body!,
  ]);
}

/** The commands of a workflow: the words after `run:`, and the lines of blocks. */
function commands(text: string): string[] {
  const blocks = text.matchAll(/^( *)(?:- )?run: \|\n((?:\1 {2,}.*\n|\n)*)/gm);
  const lines = text.matchAll(/^ *(?:- )?run: (?!\|)(.*)$/gm);
  return [
    ...Array.from(blocks, ([, , block]) => block!),
    ...Array.from(lines, ([, line]) => line!),
  ];
}

for (const { name, text } of workflows) {
  Deno.test(`${name}: each job has only the permissions that it lists`, () => {
    assertMatch(text, /^permissions: \{\}$/m);
    assert(jobs(text).length > 0);
    for (const [job, body] of jobs(text)) {
      assertMatch(body, /^ {4}permissions:\n {6}contents: (read|write)\n/m, job);
      assertMatch(body, /^ {4}(timeout-minutes: \d+|uses: \.\/\.github\/workflows\/\S+)$/m, job);
    }
  });

  Deno.test(`${name}: actions are pinned by commit, with the version beside it`, () => {
    for (const [, action] of text.matchAll(/^\s*(?:- )?uses: (.*)$/gm)) {
      assertMatch(action!, /^(\.\/\S+\.yml|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/);
    }
  });

  Deno.test(`${name}: checkouts do not keep the token`, () => {
    const [, ...checkouts] = text.split("uses: actions/checkout@");
    for (const after of checkouts) {
      assertMatch(after, /^.*\n {8}with:\n {10}persist-credentials: false\n/);
    }
  });

  Deno.test(`${name}: the version of Deno is that of .dvmrc`, () => {
    const [, ...setups] = text.split("uses: denoland/setup-deno@");
    for (const after of setups) {
      assertMatch(after, /^.*\n {8}with:\n {10}deno-version-file: \.dvmrc\n/);
    }
    assertNotMatch(text, /deno@\d+\.\d/);
  });

  Deno.test(`${name}: commands get values through the environment only`, () => {
    assertEquals(commands(text).filter((command) => command.includes("${{")), []);
  });
}

Deno.test("an action has one version in all workflows", () => {
  const versions = new Map<string, string>();
  for (const { text } of workflows) {
    for (const [, action, version] of text.matchAll(/uses: ([\w-]+\/[\w-]+)@(.*)$/gm)) {
      assertEquals(version, versions.get(action!) ?? version, action);
      versions.set(action!, version!);
    }
  }
  assert(versions.size > 0);
});

Deno.test("only the jobs that publish may write or request an identity token", () => {
  const able = workflows.flatMap(({ name, text }) =>
    jobs(text).filter(([, body]) => /^ {6}[\w-]+: write$/m.test(body)).map(([job]) =>
      `${name}: ${job}`
    )
  );
  assertEquals(able, ["release.yml: publish", "release.yml: jsr"]);
});

needs("actionlint", "actionlint finds nothing", async () => {
  const paths = workflows.map(({ name }) => join(folder, name));
  const { success, stdout } = await new Deno.Command("actionlint", { args: paths }).output();
  assert(success, new TextDecoder().decode(stdout));
});

const CHANGELOG = "## [Unreleased]\n\n## [0.2.0] - 2026-12-01\n\n- One thing.\n";

const TAGS: [tag: string, version: string, problem: string | undefined][] = [
  ["v0.2.0", "0.2.0", undefined],
  ["v0.2.1", "0.2.0", "the tag is v0.2.1, the version in deno.json 0.2.0"],
  ["0.2.0", "0.2.0", "the tag is 0.2.0, the version in deno.json 0.2.0"],
  ["v0.3.0", "0.3.0", "CHANGELOG.md has no section [0.3.0]; rename [Unreleased] and add the date"],
];

const IMPORTS = { "@x/y": "jsr:@x/y@^1.0.0", z: "npm:z@1" };
const PINNED = { "jsr:@x/y@^1.0.0": "1.2.3" };

for (const [tag, version, problem] of TAGS) {
  Deno.test(`a tag ${tag} for version ${version}: ${problem ?? "passes"}`, () => {
    const tagged = { version, changelog: CHANGELOG, imports: IMPORTS, pinned: PINNED };
    assertEquals(tagProblem(tag, tagged), problem);
  });
}

Deno.test("rejects a tag whose lock file does not pin a package from JSR", () => {
  const [tag, version] = TAGS.find(([, , problem]) => problem === undefined)!;
  const tagged = { version, changelog: CHANGELOG, imports: IMPORTS };
  assertMatch(tagProblem(tag, { ...tagged, pinned: {} })!, /does not pin jsr:@x\/y@\^1\.0\.0;/);
});
