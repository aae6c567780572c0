import { assertEquals, assertNotMatch } from "@std/assert";
import { escapeText } from "../../lib/text/escape.ts";

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
  ["\xad\u180e\u2062\u206a", "\\xad\\u{180e}\\u{2062}\\u{206a}"],
  ["\u034f\u115f\u3164\uffa0", "\\u{34f}\\u{115f}\\u{3164}\\u{ffa0}"],
  ["\ufff9x\ufffb\u{e0041}\u{e0100}", "\\u{fff9}x\\u{fffb}\\u{e0041}\\u{e0100}"],
  ["a\ufe0f1\ufe0e", "a\\u{fe0f}1\\u{fe0e}"],
  ["I ❤\ufe0f ☎\ufe0e", "I ❤\ufe0f ☎\ufe0e"],
  ["\ude00\ud83d", "\\u{de00}\\u{d83d}"],
];

for (const [text, expected] of CASES) {
  Deno.test(`escapes unsafe characters: ${expected}`, () => {
    assertEquals(escapeText(text), expected);
    assertEquals(escapeText(expected), expected);
  });
}

Deno.test("escapes every invisible and reordering character", () => {
  const invisible = /\p{Cc}|\p{Cf}|\p{Cs}|\p{Zl}|\p{Zp}|\u2800|\p{Default_Ignorable_Code_Point}/u;
  for (let code = 0; code <= 0x10ffff; code++) {
    const text = `a${String.fromCodePoint(code)}b`;
    if (invisible.test(text)) assertNotMatch(escapeText(text), /[^\x20-\x7e]/);
    else if (escapeText(text) !== text) throw new Error(`U+${code.toString(16)} is escaped`);
  }
});
