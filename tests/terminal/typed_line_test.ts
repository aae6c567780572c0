import { assertEquals } from "@std/assert";
import { type Typed, TypedLine } from "../../lib/terminal/typed_line.ts";

function type(editor: TypedLine, text: string): Typed[] {
  return [...editor.push(new TextEncoder().encode(text))];
}

function lines(text: string): string[] {
  return type(new TypedLine(), text).flatMap((typed) =>
    typeof typed === "object" ? typed.line : []
  );
}

Deno.test("ends a line at Enter, with CR or LF", () => {
  assertEquals(lines("one\rtwo\n"), ["one", "two"]);
});

Deno.test("deletes a whole character by Backspace, a word by Ctrl-W, the line by Ctrl-U", () => {
  assertEquals(lines("abc\x7f\x7fd\r"), ["ad"]);
  assertEquals(lines("e\u0301👨‍👩‍👧\x7f\x7f\x7fx\r"), ["x"]);
  assertEquals(lines("one two \x17three\r"), ["one three"]);
  assertEquals(lines("one two\x15three\r"), ["three"]);
});

Deno.test("ignores escape sequences however they are split", () => {
  assertEquals(lines("a\x1b[A\x1b[1;5C\x1bOPb\x1bxc\r"), ["abc"]);
  const editor = new TypedLine();
  for (const piece of ["a\x1b", "[", "3", "~b"]) type(editor, piece);
  assertEquals(editor.text, "ab");
});

Deno.test("joins a character that arrives in two pieces", () => {
  const editor = new TypedLine();
  const [first, second] = new TextEncoder().encode("é");
  assertEquals([...editor.push(new Uint8Array([first!]))], []);
  assertEquals([...editor.push(new Uint8Array([second!]))], ["changed"]);
  assertEquals(editor.text, "é");
});

Deno.test("takes Tab as a character or as a key", () => {
  assertEquals(lines("a\tb\r"), ["a\tb"]);
  const completing = new TypedLine({ completes: true });
  assertEquals(type(completing, "a\tb"), ["changed", "tab", "changed"]);
  assertEquals(completing.text, "ab");
});

Deno.test("ignores characters that are not accepted or over the limit", () => {
  const editor = new TypedLine({ accepted: /[a-z]/, most: 3 });
  assertEquals(type(editor, "a1bcd"), ["changed", "changed", "changed"]);
  assertEquals(editor.text, "abc");
});

Deno.test("ends at Ctrl-D on an empty line only, and ignores other controls", () => {
  assertEquals(type(new TypedLine(), "\x04"), ["end"]);
  assertEquals(lines("a\x04\x01\x07b\r"), ["ab"]);
});
