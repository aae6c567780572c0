/**
 * Every message that the program can print keeps the rules of docs/contributing.md that a machine can
 * check: case, no final full stop, no internal operation in front, length, words.
 *
 * `scripts/messages/baseline.json` lists files that are not clean yet, with their number of findings.
 * The number may only fall.
 */

import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import baseline from "../../scripts/messages/baseline.json" with { type: "json" };
import { collectTexts } from "../../scripts/messages/collect.ts";
import { linkTexts } from "../../scripts/messages/link.ts";
import { judgeSink, type MessageFinding } from "../../scripts/messages/rules.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Texts of other authors, and of another language. */
const FOREIGN = ["commands/licenses/text.ts", "lib/web/page/text.ts"];

function* modulesBelow(path: string): Generator<string> {
  if (Deno.statSync(root + path).isFile) {
    if (path.endsWith(".ts") && !FOREIGN.includes(path)) yield path;
    return;
  }
  const names = Array.from(Deno.readDirSync(root + path), ({ name }) => name).sort();
  for (const name of names) yield* modulesBelow(`${path}/${name}`);
}

/** The texts in modules, given by their path and source. */
function textsIn(modules: Record<string, string>): string[] {
  const collected = Object.entries(modules).map(([file, source]) => collectTexts(file, source));
  return linkTexts(collected).flatMap(({ texts }) => texts)
    .map((text) => text.replaceAll("\ufffc", "<>"));
}

function rulesBroken(source: string): string[] {
  return linkTexts([collectTexts("lib/a.ts", source)]).flatMap(judgeSink).map(({ rule }) => rule);
}

Deno.test("every message of the program keeps the rules", () => {
  const modules = ["main.ts", "scripts/start.ts", "lib", "commands"].flatMap((
    path,
  ) => [...modulesBelow(path)]);
  const collected = modules.map((file) => collectTexts(file, Deno.readTextFileSync(root + file)));
  const sinks = linkTexts(collected);
  assert(sinks.length > 400, `only ${sinks.length} places with messages were found`);
  const found = Map.groupBy(sinks.flatMap(judgeSink), ({ file }) => file);
  const allowed = baseline as Record<string, number>;
  const problems: string[] = [];
  for (const [file, findings] of found) {
    if (findings.length > (allowed[file] ?? 0)) problems.push(...findings.map(shown));
  }
  for (const file of Object.keys(allowed)) {
    if (!found.has(file)) {
      problems.push(`scripts/messages/baseline.json: ${file} is clean: remove it`);
    }
  }
  assertEquals(problems, []);
});

function shown({ file, line, text, rule }: MessageFinding): string {
  return `${file}:${line}: ${JSON.stringify(text)} ${rule}`;
}

const OPERATION = "names an operation, or continues a sentence: say what happened";
const LONG = "x".repeat(150);
const BAD: [what: string, source: string, rules: string[]][] = [
  [
    "an operation in front",
    `new LocalError("io", "store the file: permission denied");`,
    [OPERATION],
  ],
  [
    "an operation on a value",
    "new CallerError('usage', `read ${x}: no such file`);",
    [OPERATION],
  ],
  [
    "an operation on a quoted value",
    "new LocalError('io', `store ${JSON.stringify(path)}: permission denied`);",
    [OPERATION],
  ],
  ["a sentence without its subject", `terminal.warn("it is not a folder");`, [OPERATION]],
  ["a small letter", `terminal.note("waiting for the sender");`, ["begins with a small letter"]],
  [
    "a full stop",
    `new RefusedError("busy", "Another transfer is running.");`,
    ["ends with a full stop or an exclamation mark"],
  ],
  [
    "an exclamation mark",
    `new RefusedError("busy", "Another transfer is running!");`,
    ["ends with a full stop or an exclamation mark"],
  ],
  [
    "more than 140 characters",
    `new RefusedError("busy", "X${LONG}");`,
    ["is 151 characters long, more than 140"],
  ],
  ["old words", `new CallerError("usage", "X is no folder");`, ['has "is no ": write "is not a"']],
  [
    "old words in a table of reasons",
    `const REASONS = { a: "something of that name is there" };`,
    ['has "something of that name": write "already exists"'],
  ],
  [
    "an argument of a helper that makes errors",
    `function bad(why: string) { return new CallerError("usage", why); } bad("no port");`,
    ["begins with a small letter"],
  ],
  [
    "a branch",
    "new CallerError('usage', x ? 'Good' : 'bad');",
    ["begins with a small letter"],
  ],
  [
    "a constant",
    `const TEXT = "bad"; new CallerError("usage", TEXT);`,
    ["begins with a small letter"],
  ],
  [
    "a line of a description",
    `export function describeProblems() { return ["no network"]; }`,
    ["begins with a small letter"],
  ],
  [
    "an error of a class of its own",
    `class E extends LocalError { constructor() { super("io", "bad"); } }`,
    ["begins with a small letter"],
  ],
];
for (const [what, source, rules] of BAD) {
  Deno.test(`finds ${what}`, () => assertEquals(rulesBroken(source), rules));
}

const GOOD: [what: string, source: string][] = [
  ["a quoted name", 'new LocalError("exists", `"a" already exists`);'],
  ["a quoted value", 'new LocalError("exists", `${JSON.stringify(a)} already exists`);'],
  ["a flag", 'new CallerError("usage", "--listen needs an address");'],
  ["a value", "new CallerError('usage', `${count} files remain`);"],
  ["an address", 'terminal.note("127.0.0.1 is this machine");'],
  ["what is no message", 'const name = "store it: now."; log("bad"); new Map("bad");'],
  ["a breach, which gets a prefix", 'new ProtocolError("entry 7 arrived where 5 was expected");'],
];
for (const [what, source] of GOOD) {
  Deno.test(`accepts ${what}`, () => assertEquals(rulesBroken(source), []));
}

Deno.test("follows constants, helpers and parameters into other modules", () => {
  const texts = textsIn({
    "lib/fault.ts": "export const WHY = 'no space';\n" +
      "export function fault(doing: string) {\n" +
      "  return new LocalError('io', `Cannot ${doing}: ${WHY}`);\n}",
    "lib/a/store.ts":
      "import { fault } from '../fault.ts';\nfault(`store ${path}`);\nfault('sync');",
  });
  assertEquals(texts, ["Cannot store <>: no space", "Cannot sync: no space"]);
});

Deno.test("follows methods, templates, sums, tables and calls", () => {
  assertEquals(
    textsIn({
      "lib/a.ts":
        "class A { #bad(why: string) { return new CallerError('usage', 'Bad: ' + why); }\n" +
        "  run() { throw this.#bad(x ? TEXTS.one : named()); } }\n" +
        "const TEXTS = { one: 'one', two: 'two' };\n" +
        "function named() { if (x) return 'three'; return `four ${x}`; }",
    }),
    ["Bad: one", "Bad: three", "Bad: four <>"],
  );
});

Deno.test("a text that names itself ends", () => {
  const source = "function a(x: string) { return new CallerError('usage', x); }\n" +
    "function b(x: string) { a(x); b(`X ${x}`); }";
  assert(textsIn({ "lib/a.ts": source }).length > 0);
});
