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

/** Lines of the longest pages. All others have at most 40. */
const MAX_LINES: Readonly<Record<string, number>> = {
  receive: 48,
  connect: 48,
  listen: 46,
  serve: 47,
  "serve exec": 44,
};

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

Deno.test("the program's help fits one screen, and starts with how to send", () => {
  const lines = programHelp(commands).trimEnd().split("\n");
  for (const line of lines) assert(line.length <= 80, line);
  assert(lines.length <= 40, `${lines.length} lines`);
  assertMatch(lines[2]!, /^ {2}sluice send holiday /);
  assertMatch(lines[3]!, /^ {2}sluice receive CODE /);
});

Deno.test("the program's help lists every command once, in its group", () => {
  const text = programHelp(commands);
  for (const { name, group, summary } of commands) {
    const [, rows = ""] = text.split(`\n${group}:\n`);
    const row = new RegExp(`^  ${name} +(.*)$`, "m").exec(rows.split(/^\S/m)[0]!);
    assertEquals(row?.[1], summary, name);
  }
  assertMatch(text, /^Remote command:\n(?: .*\n)* {2}serve exec /m);
});

for (const command of commands) {
  Deno.test(`${command.name} describes itself, and every flag and argument`, () => {
    assertMatch(command.summary, /^[A-Z].*[^.]$/);
    assert(command.description.trim() !== "");
    assert(command.usage.length > 0);
    for (const form of command.usage) assert(form.split(" ")[0] === command.name, form);
    const described = [...flagsOf(command), ...command.positionals ?? []];
    for (const { summary } of described) {
      assertMatch(summary, /^(?:(?:TLS|UDP|HOST|PORT)\b|[^A-Z\n])[^\n]*[^.\n]$/);
    }
    for (const { details } of command.flags) if (details) assertMatch(details, /^[^\n]+\.$/);
    assertNotMatch(command.summary, /\n/);
  });

  Deno.test(`${command.name} has plain and unique flag names`, () => {
    const flags = flagsOf(command);
    const letters = flags.flatMap(({ short }) => short ?? []);
    assertEquals(new Set(flags.map(({ name }) => name)).size, flags.length);
    assertEquals(new Set(letters).size, letters.length);
    for (const { name } of flags) assertMatch(name, /^[a-z][a-z0-9-]*$/);
    for (const letter of letters) assertMatch(letter, /^[a-zA-Z46]$/);
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

  Deno.test(`${command.name} names every choice of a flag in its summary`, () => {
    for (const { summary, choices = [], default: chosen = "" } of flagsOf(command)) {
      for (const choice of choices) assertMatch(summary, new RegExp(`\\b${choice}\\b`));
      if (choices.length > 0) assert(summary.includes(chosen), summary);
    }
  });

  const parts = await command.parts?.() ?? [];
  for (const page of [command, ...parts]) {
    Deno.test(`${page.name} has help that fits one screen, with a line for each flag`, () => {
      const lines = commandHelp(page, page === command ? parts : []).trimEnd().split("\n");
      for (const line of lines) assert(line.length <= 80, line);
      const most = MAX_LINES[page.name] ?? 40;
      assert(lines.length <= most, `${lines.length} lines`);
      const flags = lines.slice(lines.indexOf("Flags:")).filter((line) => line.startsWith("    "));
      assertEquals(flags, [], "these lines continue the summary of a flag");
    });
  }

  Deno.test(`${command.name} has examples that parse`, () => {
    assert(command.examples.length > 0);
    for (const { text, line } of command.examples) {
      assertMatch(text, /^[A-Z].*[^.:]$/);
      const words = exampleWords(line);
      assert(words !== undefined, `${line} runs sluice`);
      const [name, ...args] = words;
      const own = commands.find((each) => each.name === name);
      assert(own !== undefined, `${line} runs a command`);
      parse(own, args);
    }
  });

  Deno.test(`${command.name} lists the flags of deno run for the permissions it keeps, and no others`, () => {
    const cases = [command, ...parts].flatMap((
      { permissionFlags, permissionCases = [] },
    ) => [...permissionFlags, ...permissionCases.flatMap(({ flags }) => flags)]);
    const classes = cases.map((flag) => {
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
