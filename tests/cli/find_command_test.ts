import { assertEquals, assertThrows } from "@std/assert";
import { findCommand } from "../../lib/cli/find_command.ts";
import { CallerError } from "../../lib/errors.ts";
import { sample } from "./sample_command.ts";

const hidden = { ...sample, name: "hidden", hidden: true };

Deno.test("finds a command by its name, hidden or not", () => {
  assertEquals(findCommand("sample", [sample]), sample);
  assertEquals(findCommand("hidden", [sample, hidden]), hidden);
});

const MISTAKES: [string, string][] = [
  ["smaple", 'Unknown command "smaple"; did you mean sample?'],
  ["hiden", 'Unknown command "hiden"; see sluice help'],
  ["toipc", 'Unknown command "toipc"; did you mean topic?'],
  ["", 'Unknown command ""; see sluice help'],
  ["\x1b[2J", 'Unknown command "\\x1b[2J"; see sluice help'],
  ["--verison", "Unknown flag --verison; did you mean --version?"],
  ["--plain", "Flags follow the command: sluice COMMAND --plain; see sluice help"],
];

for (const [name, expected] of MISTAKES) {
  Deno.test(`rejects an unknown command with a suggestion: ${JSON.stringify(name)}`, () => {
    const { code, message } = assertThrows(
      () => findCommand(name, [sample, hidden], ["topic"]),
      CallerError,
    );
    assertEquals(code, "usage");
    assertEquals(message, expected);
  });
}
