import { assertEquals, assertNotMatch } from "@std/assert";
import { escapeText } from "../../lib/cli/escape.ts";

const CASES: [string, string][] = [
  ["plain.txt", "plain.txt"],
  ["a b\\c 'd' \"e\"", "a b\\c 'd' \"e\""],
  ["größe 文件 😀 é é", "größe 文件 😀 é é"],
  ["\x1b[2J\x1b]0;title\x07", "\\x1b[2J\\x1b]0;title\\x07"],
  ["a\nb\r\tc\0", "a\\x0ab\\x0d\\x09c\\x00"],
  ["\x7f\x80\x9b31m\x9f", "\\x7f\\x80\\x9b31m\\x9f"],
  ["\u202egpj.exe\u202c", "\\u{202e}gpj.exe\\u{202c}"],
  ["\u200b\u200d\u2060\ufeff", "\\u{200b}\\u{200d}\\u{2060}\\u{feff}"],
  ["\ud83d", "\\u{d83d}"],
  ["\ude00\ud83d", "\\u{de00}\\u{d83d}"],
];

for (const [text, expected] of CASES) {
  Deno.test(`what a terminal would obey is shown instead: ${expected}`, () => {
    assertEquals(escapeText(text), expected);
    assertEquals(escapeText(expected), expected);
  });
}

Deno.test("no control, bidirectional, zero-width or separating character gets through", () => {
  const ranges = [
    [0x00, 0x1f],
    [0x7f, 0x9f],
    [0x61c, 0x61c],
    [0x200b, 0x200f],
    [0x2028, 0x202e],
    [0x2060, 0x2060],
    [0x2066, 0x2069],
    [0xd800, 0xdfff],
    [0xfeff, 0xfeff],
  ];
  for (const [first, last] of ranges) {
    for (let code = first!; code <= last!; code++) {
      assertNotMatch(escapeText(`a${String.fromCharCode(code)}b`), /[^\x20-\x7e]/);
    }
  }
});
