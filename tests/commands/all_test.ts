import { assert, assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { loadCommand, loadCommands } from "../../commands/all.ts";
import { flagsOf } from "../../lib/cli/common.ts";
import { commandHelp, programHelp } from "../../lib/cli/help.ts";
import { parse } from "../../lib/cli/parse.ts";
import { configInForce } from "../../scripts/closed_network.ts";
import { permissionFlags } from "../../scripts/permissions.ts";
import { exampleWords } from "./example_words.ts";
import { run } from "./run_sluice.ts";

const commands = await loadCommands();

Deno.test("loads a command by its name, and no other", async () => {
  for (const command of commands) assertEquals(await loadCommand(command.name), command);
  for (const name of ["", "sned", "constructor", "__proto__"]) {
    assertEquals(await loadCommand(name), undefined, name);
  }
});

Deno.test("command names are unique and plain", () => {
  assertEquals(new Set(commands.map(({ name }) => name)).size, commands.length);
  for (const { name } of commands) assertMatch(name, /^[a-z][a-z-]*$/);
});

Deno.test("the program's help fits in 80 columns", () => {
  for (const line of programHelp(commands).split("\n")) assert(line.length <= 80, line);
});

for (const command of commands) {
  Deno.test(`${command.name} describes itself, and every flag and argument`, () => {
    assertMatch(command.summary, /^[A-Z].*[^.]$/);
    assert(command.description.trim() !== "");
    assert(command.usage.length > 0);
    for (const form of command.usage) assert(form.split(" ")[0] === command.name, form);
    const described = [...flagsOf(command), ...command.positionals ?? []];
    for (const { summary } of described) assertMatch(summary, /^[^A-Z\n][^\n]*[^.\n]$/);
    assertNotMatch(command.summary, /\n/);
  });

  Deno.test(`${command.name} has plain and unique flag names`, () => {
    const flags = flagsOf(command);
    const letters = flags.flatMap(({ short }) => short ?? []);
    assertEquals(new Set(flags.map(({ name }) => name)).size, flags.length);
    assertEquals(new Set(letters).size, letters.length);
    for (const { name } of flags) assertMatch(name, /^[a-z][a-z0-9-]*$/);
    for (const letter of letters) assertMatch(letter, /^[a-zA-Z]$/);
  });

  Deno.test(`${command.name} has choices exactly where a flag's value is a choice`, () => {
    for (const { value, choices, optionalValue } of flagsOf(command)) {
      assertEquals(value === "choice", choices !== undefined);
      assert(!optionalValue || value !== undefined);
    }
    const offered = [...command.flags, ...command.positionals ?? []];
    for (const { choices = [] } of offered) {
      for (const choice of choices) assertMatch(choice, /^[a-z0-9.-]+$/);
    }
  });

  Deno.test(`${command.name} has help that fits in 80 columns`, () => {
    for (const line of commandHelp(command).split("\n")) assert(line.length <= 80, line);
  });

  Deno.test(`${command.name} has examples that parse`, () => {
    assert(command.examples.length > 0);
    for (const { text, line } of command.examples) {
      assertMatch(text, /^[A-Z].*:$/);
      const words = exampleWords(line);
      assert(words !== undefined, `${line} runs sluice`);
      const [name, ...args] = words;
      const own = commands.find((each) => each.name === name);
      assert(own !== undefined, `${line} runs a command`);
      parse(own, args);
    }
  });

  Deno.test(`${command.name} lists the flags of deno run for the permissions it keeps, and no others`, () => {
    const classes = command.permissionFlags.map((flag) => {
      assertMatch(flag, /^--allow-[a-z]+(=\S+)?$/);
      return flag.replace(/^--allow-([a-z]+).*/, "$1");
    });
    assertEquals([...new Set(classes)].sort(), [...command.permissions].sort());
  });

  Deno.test(`${command.name} gives up permissions that it does not list`, async () => {
    const probe = new URL("permissions_probe.ts", import.meta.url).pathname;
    const args = [
      "run",
      `--config=${await configInForce()}`,
      "--quiet",
      "--no-check",
      // The edition that may start programs has more permissions to give up.
      ...await permissionFlags("run"),
      probe,
      command.name,
    ];
    const { code, out, err } = await run(Deno.execPath(), { args });
    assertEquals([code, err], [0, ""]);
    const { before, inside }: Record<string, Record<string, string>> = JSON.parse(out);
    for (const [name, result] of Object.entries(inside!)) {
      const isKept = command.permissions.some((kept) => kept === name);
      assertEquals(result, isKept ? before![name] : "NotCapable", name);
    }
    // Without these permissions at the start the test would prove nothing.
    for (const name of ["read", "write", "net", "sys", "env", "run"]) {
      assertEquals(before![name], "done", name);
    }
  });
}
