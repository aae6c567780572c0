import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { findCommand } from "../../lib/cli/find_command.ts";
import { CallerError } from "../../lib/errors.ts";
import { sample } from "./sample_command.ts";

const hidden = { ...sample, name: "hidden", hidden: true };

Deno.test("finds a command by its name, hidden or not", () => {
  assertEquals(findCommand("sample", [sample]), sample);
  assertEquals(findCommand("hidden", [sample, hidden]), hidden);
});

const MISTAKES: [string, string][] = [
  ["smaple", "unknown command: smaple; did you mean sample?"],
  ["hiden", "unknown command: hiden (see: sluice help)"],
  ["toipc", "did you mean topic?"],
  ["", 'unknown command: ""'],
  ["\x1b[2J", "unknown command: \\x1b[2J"],
  ["--verison", "unknown flag: --verison; did you mean --version?"],
  ["--plain", "unknown flag: --plain; flags come after the command"],
];

for (const [name, expected] of MISTAKES) {
  Deno.test(`rejects an unknown command with a suggestion: ${JSON.stringify(name)}`, () => {
    const { code, message } = assertThrows(
      () => findCommand(name, [sample, hidden], ["topic"]),
      CallerError,
    );
    assertEquals(code, "usage");
    assertStringIncludes(message, expected);
  });
}
