import { assertEquals, assertThrows } from "@std/assert";
import { drop } from "../../../commands/drop/command.ts";
import { hostNames } from "../../../commands/flags/host_names.ts";
import type { Command } from "../../../lib/cli/command.ts";
import { parse } from "../../../lib/cli/parse.ts";
import { CallerError } from "../../../lib/errors.ts";

const namesOf = (...names: string[]) =>
  hostNames(parse(drop as Command, names.map((name) => `--host=${name}`)));

Deno.test("takes names as the Host header has them", () => {
  assertEquals(namesOf(), []);
  assertEquals(namesOf("Files.Example.org", "nas", "münchen.example", "a.example.", "7b.lan"), [
    "files.example.org",
    "nas",
    "xn--mnchen-3ya.example",
    "a.example",
    "7b.lan",
  ]);
  const longest = `${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(61)}`;
  assertEquals(namesOf(longest), [longest]);
});

Deno.test("rejects what is not a host name", () => {
  const wrong = [
    "a b",
    "a:80",
    "http://a",
    "-a",
    "a-",
    "a..b",
    "*.example",
    "a/b",
    "a@b",
    "a_b",
    "7",
    ".",
  ];
  for (const name of [...wrong, "a".repeat(64), "a%2eb", "a\n"]) {
    assertThrows(() => namesOf(`x`, name), CallerError, "--host needs a host name, not ", name);
  }
  for (const address of ["192.0.2.7", "[2001:db8::7]", "::1"]) {
    assertThrows(() => namesOf(address), CallerError, "addresses always work", address);
  }
});
