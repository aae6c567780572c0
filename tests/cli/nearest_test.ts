import { assertEquals } from "@std/assert";
import { nearest } from "../../lib/cli/nearest.ts";

const WORDS = ["send", "receive", "help", "completions", "man", "listen", "into"];

const CASES: [string, string | undefined][] = [
  ["send", "send"],
  ["sned", "send"],
  ["sen", "send"],
  ["sendd", "send"],
  ["recieve", "receive"],
  ["recv", "receive"],
  ["rec", "receive"],
  ["listne", "listen"],
  ["itno", "into"],
  ["complete", "completions"],
  ["mna", "man"],
  ["", undefined],
  ["x", undefined],
  ["zebra", undefined],
  ["q".repeat(100_000), undefined],
];

for (const [word, expected] of CASES) {
  Deno.test(`suggests ${expected ?? "nothing"} for ${word.slice(0, 20) || "nothing"}`, () => {
    assertEquals(nearest(word, WORDS), expected);
  });
}

Deno.test("suggests the first of two equally near words", () => {
  assertEquals(nearest("cat", ["bat", "rat"]), "bat");
});
