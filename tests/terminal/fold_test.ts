import { assertEquals } from "@std/assert";
import { fold } from "../../lib/terminal/fold.ts";

Deno.test("breaks a line at spaces, and indents the rest", () => {
  assertEquals(fold("one two three four", 9, 2), ["one two", "  three", "  four"]);
  assertEquals(fold("one two", 80, 2), ["one two"]);
  assertEquals(fold("", 80, 2), [""]);
});

Deno.test("keeps quoted text and commands whole, with the spaces in them", () => {
  const text = 'No file "a  b \\" c"; use `sluice send PATH`';
  assertEquals(fold(text, 80, 2), [text]);
  assertEquals(fold(text, 12, 2), ["No file", '  "a  b \\" c";', "  use", "  `sluice send PATH`"]);
});

Deno.test("gives a word that is too long a line of its own", () => {
  assertEquals(fold("a bbbbbbbbbb c", 5, 0), ["a", "bbbbbbbbbb", "c"]);
});

Deno.test("counts two columns for a wide character", () => {
  assertEquals(fold("日本 語", 5, 0), ["日本", "語"]);
  assertEquals(fold("日本 語", 7, 0), ["日本 語"]);
});
