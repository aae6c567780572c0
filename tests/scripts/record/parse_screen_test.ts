import { assertEquals, assertThrows } from "@std/assert";
import { parseScreen } from "../../../scripts/record/parse_screen.ts";

Deno.test("a screen without styles is its lines, without the blanks at their ends", () => {
  assertEquals(parseScreen("one  \n\n three\n"), [
    [{ column: 0, text: "one", style: {} }],
    [],
    [{ column: 0, text: " three", style: {} }],
  ]);
});

Deno.test("each piece has its column and its style", () => {
  assertEquals(parseScreen("\x1b[1mada$\x1b[0m ls \x1b[32mok\x1b[39m."), [[
    { column: 0, text: "ada$", style: { bold: true } },
    { column: 4, text: " ls ", style: {} },
    { column: 8, text: "ok", style: { color: 2 } },
    { column: 10, text: ".", style: {} },
  ]]);
});

Deno.test("a style lasts over the end of a line, until another sequence", () => {
  assertEquals(parseScreen("\x1b[2;91ma\nb\x1b[22mc\x1b[md"), [
    [{ column: 0, text: "a", style: { color: 9, dim: true } }],
    [
      { column: 0, text: "b", style: { color: 9, dim: true } },
      { column: 1, text: "c", style: { color: 9 } },
      { column: 2, text: "d", style: {} },
    ],
  ]);
});

Deno.test("the numbers of an extended colour are not taken for styles", () => {
  assertEquals(parseScreen("\x1b[38;5;1;1ma\x1b[0;48;2;1;2;2mb"), [[
    { column: 0, text: "a", style: { bold: true } },
    { column: 1, text: "b", style: {} },
  ]]);
});

Deno.test("columns count characters, not code units", () => {
  assertEquals(parseScreen("𝄞a\x1b[1mb")[0]![1]!.column, 2);
});

Deno.test("rejects other control characters", () => {
  assertThrows(() => parseScreen("\x1b[2Ja"), Error, "a control character");
});
