import { assert, assertEquals, assertFalse, assertStringIncludes, assertThrows } from "@std/assert";
import { parse } from "../../lib/cli/parse.ts";
import { CallerError } from "../../lib/errors.ts";
import { sample } from "./sample_command.ts";

function usageError(...args: string[]): string {
  const error = assertThrows(() => parse(sample, args), CallerError);
  assertEquals(error.code, "usage");
  return error.message;
}

Deno.test("accepts flags before, between and after the arguments", () => {
  const args = parse(sample, ["--plain", "a", "--into", "dir", "b", "-y"]);
  assertEquals(args.positionals, ["a", "b"]);
  assertEquals(args.value("into"), "dir");
  assert(args.has("plain"));
  assert(args.has("yes"));
  assertFalse(args.has("json"));
  assertEquals(args.value("to"), undefined);
  assertEquals(args.values("skip"), []);
});

Deno.test("keeps the exact text of arguments that look like numbers or booleans", () => {
  const words = ["007", "1e3", "0x10", " 5", "-", "true", "false", "=", "a=b", "__proto__"];
  assertEquals(parse(sample, ["--plain", ...words]).positionals, words);
  assertEquals(parse(sample, [...words, "--plain"]).positionals, words);
});

Deno.test("a switch does not take a file named true or false", () => {
  const args = parse(sample, ["--plain", "false"]);
  assert(args.has("plain"));
  assertEquals(args.positionals, ["false"]);
});

Deno.test("ends the flags at two dashes", () => {
  const args = parse(sample, ["--plain", "--", "-x", "--into", "--"]);
  assertEquals(args.positionals, ["-x", "--into", "--"]);
  assertEquals(args.rest, []);
});

Deno.test("separates the arguments after two dashes for a command that passes them on", () => {
  const args = parse({ ...sample, passthrough: true }, ["a", "--", "ls", "--help"]);
  assertEquals([args.positionals, args.rest], [["a"], ["ls", "--help"]]);
  assertFalse(args.has("help"));
});

Deno.test("keeps the exact text of values", () => {
  for (const value of ["007", "-dir", "a=b", "=", "true", "x\ny", "--", "ä 😀", "no-x"]) {
    assertEquals(parse(sample, ["p", `--into=${value}`]).value("into"), value);
    const attached = value.startsWith("=") ? `-i=${value}` : `-i${value}`;
    assertEquals(parse(sample, ["p", attached]).value("into"), value);
    if (value.startsWith("-")) continue;
    assertEquals(parse(sample, ["--into", value, "p"]).value("into"), value);
    assertEquals(parse(sample, ["-i", value, "p"]).value("into"), value);
  }
  assertEquals(parse(sample, ["p", "--into", "-"]).value("into"), "-");
  assertEquals(parse(sample, ["p", "-i=d"]).value("into"), "d");
  assertEquals(parse(sample, ["p", "-yi", "d"]).value("into"), "d");
});

Deno.test("accepts several short switches after one dash", () => {
  const args = parse(sample, ["p", "-yq"]);
  assert(args.has("yes"));
  assert(args.has("quiet"));
});

Deno.test("accepts a flag whose name starts with no-", () => {
  assert(parse(sample, ["p", "--no-color"]).has("no-color"));
  assertStringIncludes(usageError("p", "--no-plain"), "Unknown flag --no-plain");
});

Deno.test("takes an optional value only if it looks like one", () => {
  const listen = (...args: string[]) => {
    const parsed = parse(sample, args);
    return [parsed.value("listen"), parsed.positionals];
  };
  assertEquals(listen("a", "--listen", "b"), ["", ["a", "b"]]);
  assertEquals(listen("a", "--listen", "127.0.0.1:0", "b"), ["127.0.0.1:0", ["a", "b"]]);
  assertEquals(listen("a", "--listen", ":7584"), [":7584", ["a"]]);
  assertEquals(listen("a", "--listen", "./b:80"), ["", ["a", "./b:80"]]);
  assertEquals(listen("--listen=b", "a"), ["b", ["a"]]);
  assertEquals(listen("--listen=", "a"), ["", ["a"]]);
  assertEquals(listen("a", "--listen"), ["", ["a"]]);
  assertEquals(listen("a", "--listen", "--plain"), ["", ["a"]]);
  assertEquals(listen("a"), [undefined, ["a"]]);
  assertEquals(listen("--listen", "--", "127.0.0.1:0"), ["", ["127.0.0.1:0"]]);
  assert(parse(sample, ["a", "--listen"]).has("listen"));
});

Deno.test("keeps all values of a repeatable flag in order", () => {
  const args = parse(sample, ["p", "--skip", "a", "--skip=1", "--skip", "a"]);
  assertEquals(args.values("skip"), ["a", "1", "a"]);
});

Deno.test("accepts missing arguments with --help", () => {
  assert(parse(sample, ["--help"]).has("help"));
  assert(parse(sample, ["-h"]).has("help"));
});

Deno.test("throws for a flag that the command does not declare", () => {
  const args = parse(sample, ["p"]);
  assertThrows(() => args.has("nothing"), TypeError, "no such flag");
});

/** Invalid command lines and their messages, without the reference at the end. */
const MISTAKES: [string[], string][] = [
  [["p", "--itno", "x"], "Unknown flag --itno; did you mean --into?"],
  [["p", "--INTO=x"], "Unknown flag --INTO"],
  [["p", "--qiuet"], "Unknown flag --qiuet; did you mean --quiet?"],
  [["p", "-x"], "Unknown flag -x"],
  [["p", "-plain"], "Unknown flag -p in -plain; did you mean --plain?"],
  [["p", "--zzzzzzz"], "Unknown flag --zzzzzzz"],
  [["p", "--a.b=1"], "Unknown flag --a.b"],
  [["p", "--__proto__=1"], "Unknown flag --__proto__"],
  [["p", "--secret-swithc"], "Unknown flag --secret-swithc"],
  [["p", "--a\x1b[2Jb"], "Unknown flag --a\\x1b[2Jb"],
  [["p", "--into"], "--into needs DIR"],
  [["p", "-i"], "-i needs DIR"],
  [["p", "--into="], "--into needs DIR"],
  [["p", "--into", ""], "--into needs DIR"],
  [
    ["p", "--into", "--yes"],
    "--into needs DIR; attach a value that starts with -: --into=--yes",
  ],
  [["p", "--yes=no"], '--yes takes no value, not "no"'],
  [["p", "--yes="], '--yes takes no value, not ""'],
  [["p", "-y=no"], '-y takes no value, not "no"'],
  [
    ["p", "--digest", "sha265"],
    '--digest needs sha256, sha512 or md5, not "sha265"; did you mean sha256?',
  ],
  [["p", "--digest", "crc"], '--digest needs sha256, sha512 or md5, not "crc"'],
  [["p", "--depth", "two"], '--depth needs a whole number, not "two"'],
  [["p", "--depth=1.5"], '--depth needs a whole number, not "1.5"'],
  [
    ["p", "--timeout", "soon"],
    '--timeout: "soon" is not a duration such as 10s, 1m30s, 500ms or 2h',
  ],
  [["p", "--limit", "fast"], '--limit: "fast" is not a size such as 10MiB, 800K or 1.5G'],
  [["p", "--into", "a", "--into", "b"], "--into takes one value, not 2"],
  [["p", "--into", "a", "-ia"], "--into takes one value, not 2"],
  [["p", "--listen", "--listen"], "--listen takes one value, not 2"],
  [[], "Missing PATH"],
  [["--plain"], "Missing PATH"],
];

for (const [args, expected] of MISTAKES) {
  Deno.test(`rejects ${JSON.stringify(args)}`, () => {
    const reference = expected.endsWith("?")
      ? " See sluice help sample"
      : "; see sluice help sample";
    assertEquals(usageError(...args), expected + reference);
  });
}

Deno.test("names the first unexpected argument", () => {
  const few = { ...sample, positionals: [{ name: "A", summary: "a", min: 1 }] };
  assertStringIncludes(
    assertThrows(() => parse(few, ["1", "2\n", "3"]), CallerError).message,
    'Unexpected argument "2\\x0a"; see',
  );
  const { positionals: _, ...none } = sample;
  assertThrows(() => parse(none, ["x"]), CallerError, 'Unexpected argument "x"; see');
});
