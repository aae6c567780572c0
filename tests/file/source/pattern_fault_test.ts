import ignore from "ignore";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { patternFault } from "../../../lib/file/source/pattern_fault.ts";

/** Patterns that can never match, and a part of the reason. */
const NEVER: [pattern: string, why: string][] = [
  ["", "it is empty"],
  [" ", "it is empty"],
  ["/", "it is empty"],
  ["[", "has no ]"],
  ["a[", "has no ]"],
  ["[]", "has no ]"],
  ["[!]", "has no ]"],
  ["[a\\]", "has no ]"],
  ["a/[b/c", "has no ]"],
  ["[[:digits:]]", "[:digits:] is not a class"],
  ["\\", "nothing follows"],
  ["a\\", "nothing follows"],
  ["a\\/", "nothing follows"],
  ["# a", "a comment"],
  ["!a", "earlier pattern"],
  ["./a", "begins with ./"],
  ["../a", "begins with ./"],
  ["a//b", "contains //"],
];

/** Names of every kind that the patterns above might be meant for. */
const NAMES = ["a", "b", "[", "a[", "[]", "]", "\\", "a\\", "# a", "!a", "1", " ", "a/b", "a/b/c"];

for (const [pattern, why] of NEVER) {
  Deno.test(`rejects the pattern ${JSON.stringify(pattern)}, which matches nothing`, () => {
    assertStringIncludes(patternFault(pattern, []) ?? "", why);
    for (const name of NAMES) {
      assertEquals(ignore().add([pattern]).ignores(name), false, name);
    }
  });
}

/** Patterns, and a name that each matches. */
const GOOD: [pattern: string, name: string][] = [
  ["*.tmp", "a.tmp"],
  ["/build", "build"],
  ["build/", "build/"],
  ["**/a", "b/a"],
  ["[ab]", "a"],
  ["[]a]", "]"],
  ["[!a]", "b"],
  ["[a\\]]", "]"],
  ["[[:digit:]]", "1"],
  ["[[:digit:]x]", "x"],
  ["\\[", "["],
  ["\\#", "#"],
  ["\\!a", "!a"],
  ["a\\\\", "a\\"],
  [".git", ".git"],
  ["a]", "a]"],
  ["...", "..."],
];

for (const [pattern, name] of GOOD) {
  Deno.test(`accepts the pattern ${JSON.stringify(pattern)}, which matches ${name}`, () => {
    assertEquals(patternFault(pattern, []), undefined);
    assert(ignore().add([pattern]).ignores(name));
  });
}

Deno.test("accepts an exception after another pattern", () => {
  assertEquals(patternFault("!a", ["*"]), undefined);
  assertStringIncludes(patternFault("![", ["*"]) ?? "", "has no ]");
});
