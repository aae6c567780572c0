import { assertEquals } from "@std/assert";
import { LineEditor } from "../../lib/terminal/line_editor.ts";

const WORDS = ["orange", "orbit", "order", "zoo"];
const complete = (text: string) => {
  const [, head = "", last = ""] = /^(.*?)([a-zA-Z]*)$/.exec(text)!;
  return WORDS.filter((word) => word.startsWith(last.toLowerCase())).map((word) => head + word);
};

/** The lines that a terminal shows: \b moves back, and later characters overwrite. */
function screen(echo: string): string[] {
  const lines: string[][] = [[]];
  let column = 0;
  for (const character of echo) {
    const line = lines.at(-1)!;
    if (character === "\b") column = Math.max(0, column - 1);
    else if (character === "\n") {
      lines.push([]);
      column = 0;
    } else if (character !== "\x07") line[column++] = character;
  }
  return lines.map((line) => line.join("").trimEnd());
}

const CASES: [name: string, keys: string, line: string | undefined, shown: string[]][] = [
  ["what is typed", "7-zoo\r", "7-zoo", ["7-zoo", ""]],
  ["an end as a pipe has it", "7\n", "7", ["7", ""]],
  ["letters rubbed out", "zox\x7f\x7f\x08\x08\x08ab\r", "ab", ["ab", ""]],
  ["a word rubbed out, with what stands before it", "7-zoo zap\x17or\r", "7-zoo or", [
    "7-zoo or",
    "",
  ]],
  ["all of it rubbed out", "seven\x157\r", "7", ["7", ""]],
  ["a completed word", "7-z\t\r", "7-zoo", ["7-zoo", ""]],
  ["a completed word in capitals", "7-Z\t\r", "7-zoo", ["7-zoo", ""]],
  ["as far as all agree", "o\t\r", "or", ["or", ""]],
  ["a list of the candidates", "or\t\r", "or", ["or", "orange orbit order", "code: or", ""]],
  ["nothing to complete to", "x\t\r", "x", ["x", ""]],
  ["a word that is complete", "zoo\tq\r", "zooq", ["zooq", ""]],
  ["arrows and other keys", "7\x1b[D\x1b[1;5C\x1bOP\x1b[3~-a\r", "7-a", ["7-a", ""]],
  ["control characters and worse", "a\x00\x1d\u202eb\u009b\r", "ab", ["ab", ""]],
  ["letters of others", "Ä€é\r", "Ä€é", ["Ä€é", ""]],
  ["Ctrl-D in a line", "a\x04b\r", "ab", ["ab", ""]],
  ["Ctrl-D alone", "\x04", undefined, [""]],
  ["what comes after the end", "a\rb", "a", ["a", ""]],
];

for (const [name, keys, line, shown] of CASES) {
  Deno.test(`edits a line: ${name}`, () => {
    const bytes = new TextEncoder().encode(keys);
    for (const step of [bytes.length, 1]) {
      const editor = new LineEditor("code: ", complete);
      let echo = "";
      let typed: ReturnType<LineEditor["feed"]> | undefined;
      for (
        let at = 0;
        at < bytes.length && typed?.line === undefined && !typed?.ended;
        at += step
      ) {
        typed = editor.feed(bytes.subarray(at, at + step));
        echo += typed.echo;
      }
      assertEquals([typed!.line, typed!.ended ?? false], [line, line === undefined]);
      assertEquals(screen(echo), shown);
    }
  });
}

Deno.test("limits the length of a line", () => {
  const editor = new LineEditor("", complete);
  editor.feed(new TextEncoder().encode("x".repeat(5000)));
  assertEquals(editor.feed(Uint8Array.of(13)).line!.length, 1024);
});
