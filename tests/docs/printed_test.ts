import { assertEquals, assertThrows } from "@std/assert";
import { inlineCommands, printedBlocks } from "./printed.ts";

const fenced = (language: string, ...lines: string[]) =>
  ["```" + language, ...lines, "```", ""].join("\n");

Deno.test("a console block has commands of machines, each with its output", () => {
  const page = `# Title\n\n${fenced("console", "ada$ a | b", "one", "two", "", "bob$ c")}`;
  assertEquals(printedBlocks(page), [{
    heading: "Title",
    language: "console",
    commands: [
      { machine: "ada", line: "a | b", output: ["one", "two"] },
      { machine: "bob", line: "c", output: [] },
    ],
  }]);
});

Deno.test("every line of a block of a shell is a command; a backslash continues it", () => {
  const [block] = printedBlocks(fenced("sh", "a \\", "  b", "", "# not a heading", "c"));
  assertEquals(block!.commands.map(({ line }) => line), ["a   b", "# not a heading", "c"]);
  assertEquals(block!.heading, "");
});

Deno.test("blocks of code and data are not commands", () => {
  assertEquals(printedBlocks(fenced("ts", "a") + fenced("json", "{}")), []);
});

Deno.test("rejects a block whose commands would not be run", () => {
  assertThrows(() => printedBlocks(fenced("", "$ a")), Error, "has the language");
  assertThrows(() => printedBlocks(fenced("bash", "a")), Error, "has the language");
  assertThrows(() => printedBlocks(fenced("console", "$ a")), Error, "output before a command");
});

Deno.test("finds commands in the text, but not in blocks", () => {
  const page = `Run \`sluice a b\`, not \`ls\`.\n${fenced("console", "ada$ sluice c")}`;
  assertEquals(inlineCommands(page), ["sluice a b"]);
});
