import { assertEquals } from "@std/assert";
import { pad, tableLines, widest } from "../../lib/terminal/pad.ts";

Deno.test("pads text to a number of columns, two for a wide character", () => {
  assertEquals(["ab", "日", "abcd"].map((text) => pad(text, 3)), ["ab ", "日 ", "abcd"]);
  assertEquals([widest(["a", "日本", "abc"]), widest([])], [4, 0]);
});

Deno.test("aligns the columns of a table, without spaces at the end", () => {
  assertEquals(tableLines([["a", "b", "c"], ["日本", "", "d"], ["abc"]]), [
    "a     b  c",
    "日本     d",
    "abc",
  ]);
  assertEquals(tableLines([]), []);
});
