import { assertEquals } from "@std/assert";
import { PAGE_COLUMNS, wrap } from "../../lib/terminal/wrap.ts";

Deno.test("breaks lines at spaces, at most 80 columns wide", () => {
  const lines = wrap("abc de ".repeat(60)).split("\n");
  assertEquals(lines[0]!.length, PAGE_COLUMNS);
  for (const line of lines) assertEquals(line, line.trimEnd());
  assertEquals(lines.join(" "), "abc de ".repeat(60).trim());
  assertEquals(wrap("a".repeat(40) + " " + "b".repeat(39)).length, PAGE_COLUMNS);
});

Deno.test("puts a word that is too long on a line of its own", () => {
  const long = "x".repeat(100);
  assertEquals(wrap(`a ${long} b`), `a\n${long}\nb`);
});

Deno.test("separates paragraphs, and keeps indented lines", () => {
  assertEquals(wrap("a\nb\n\n  c   d\n  e\n\nf", { indent: 1 }), " a b\n\n   c   d\n   e\n\n f");
});

Deno.test("indents later lines", () => {
  const [first, second] = wrap("ab ".repeat(40), { indent: 2, hanging: 4 }).split("\n");
  assertEquals([first!.slice(0, 4), second!.slice(0, 6)], ["  ab", "    ab"]);
});
