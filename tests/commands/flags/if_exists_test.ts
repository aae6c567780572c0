import { assert, assertEquals, assertThrows } from "@std/assert";
import { loadCommands } from "../../../commands/all.ts";
import { IF_EXISTS } from "../../../lib/file/if_exists.ts";
import { parse } from "../../../lib/cli/parse.ts";
import { CallerError } from "../../../lib/errors.ts";

const commands = await loadCommands();
const storing = commands.filter(({ flags }) => flags.some(({ name }) => name === "if-exists"));

Deno.test("every command that writes files has --if-exists", () => {
  const names = ["receive", "drop", "get", "gopher", "connect", "listen"];
  assertEquals(storing.map(({ name }) => name).sort(), names.sort());
});

for (const { name, flags } of storing) {
  // The files of many clients: phones call every picture image.jpg.
  const expected = name === "drop" ? "rename" : "refuse";
  Deno.test(`${name} --if-exists is ${expected} by default, and has no policy of its own`, () => {
    const { choices = [], default: usual } = flags.find((flag) => flag.name === "if-exists")!;
    assertEquals([choices[0], usual], ["refuse", expected]);
    assert(choices.every((choice) => IF_EXISTS.some((policy) => policy === choice)));
  });
}

for (const command of storing) {
  Deno.test(`${command.name} --overwrite is rejected with the flag to use`, () => {
    const text = "Unknown flag --overwrite; did you mean --if-exists overwrite?";
    assertThrows(() => parse(command, ["--overwrite", "a", "b"]), CallerError, text);
  });
}
