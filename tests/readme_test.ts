/** Tests the statements of README.md that can be tested. @module */

import { assert, assertEquals } from "@std/assert";
import config from "../deno.json" with { type: "json" };
import { allowRule } from "../lib/remote/gate/allow.ts";
import { ruleWarnings } from "../lib/remote/gate/rule_warnings.ts";
import { readPolicy } from "../lib/remote/gate/read_policy.ts";

const root = new URL("../", import.meta.url);
const readme = await Deno.readTextFile(new URL("README.md", root));

/** The first fenced block under a heading. */
function block(heading: string): string | undefined {
  const [, section = ""] = readme.split(`\n## ${heading}\n`);
  return /^```\w*\n(.*?)\n```$/ms.exec(section.split("\n## ")[0]!)?.[1];
}

Deno.test("the two commands name the pinned version of Deno, and existing tasks", async () => {
  const version = (await Deno.readTextFile(new URL(".dvmrc", root))).trim();
  assertEquals(block("Run it"), `npx --yes deno@${version} task demo`);
  assertEquals(block("Test it"), `npx --yes deno@${version} task ok`);
  for (const [, task] of readme.matchAll(/`deno task (\w+)`/g)) {
    assert(task! in config.tasks, `no task ${task}`);
  }
  const versions = new Set(Array.from(readme.matchAll(/deno@([\d.]+)/g), ([, found]) => found));
  assertEquals(versions, new Set([version]));
});

Deno.test("the examples of the remote command cause no warning", async () => {
  const limits = { time: 1, idle: 1, output: 1, running: 1 };
  const find = (name: string) => `/usr/bin/${name.split("/").at(-1)}`;
  const page = await Deno.readTextFile(new URL("docs/exec.md", root));
  const words = [...`${readme}${page}`.matchAll(/--allow ('([^']*)'|[\w-]+)/g)].map(([, word]) =>
    word!.replaceAll("'", "")
  ).filter((word) => !word.startsWith("CMD "));
  assert(words.length >= 4, `${words.length} examples`);
  const quick = words.map((word) => allowRule(word, { limits, folder: "/", stdin: false, find }));
  const [, policy] = /```json\n(\{\s+"commands".*?)```/s.exec(page)!;
  const { rules } = readPolicy(policy!, { limits, find });
  assertEquals([...quick, ...rules].flatMap(ruleWarnings), []);
});

Deno.test("no piece of inline code is broken over two lines", () => {
  const text = readme.replaceAll(/^```.*?^```$/gms, "");
  for (const [, code] of text.matchAll(/`([^`]*)`/g)) assert(!code!.includes("\n"), code);
});
