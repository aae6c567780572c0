import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { CallerError } from "../../lib/errors.ts";
import { commandHelp, exitCodesHelp, helpAmong, programHelp } from "../../lib/cli/help.ts";
import { sample } from "./sample_command.ts";

const help = commandHelp(sample);

Deno.test("shows usage, examples, arguments, flags and references", () => {
  for (
    const part of [
      "Usage: sluice sample PATH... --to HOST\n       sluice sample PATH... --listen [HOST:PORT]",
      "  sluice sample 'a b' --to localhost:7584  Like this",
      "Arguments:\n  PATH  file or folder",
      "  -i, --into DIR",
      "  --listen [HOST:PORT]",
      "verify with sha256, sha512 or md5 (default sha256)",
      "  --skip STRING",
      "Common flags: --json, -q/--quiet, --no-color, --timeout DURATION, -h/--help",
      "From source: deno run --allow-read=PATH --allow-net=HOST",
      "Exit codes: 0 64 66 70 74 75 130 141 143; see sluice help exit-codes",
      "More: man sluice-sample, or sluice man sample\n",
    ]
  ) assertStringIncludes(help, part);
  assert(!help.includes("secret-switch"), "hidden flags stay hidden");
  assert(!help.includes("The other side must know it"), "details are for the manual page");
});

Deno.test("shows the three most useful examples", () => {
  const examples = ["a", "b", "c", "d"].map((name) => ({ text: `For ${name}`, line: name }));
  const text = commandHelp({ ...sample, examples });
  assertStringIncludes(text, "For c");
  assert(!text.includes("For d"));
});

Deno.test("formats help with at most 80 columns and no trailing spaces", () => {
  const all = help + programHelp([sample]) + exitCodesHelp();
  for (const line of all.split("\n")) {
    assert(line.length <= 80, line);
    assertEquals(line, line.trimEnd());
  }
});

Deno.test("aligns the summaries of flags", () => {
  const lines = help.split("\n");
  const columns = ["agree without", "wait here", "how deep"].map((words) =>
    lines.find((line) => line.includes(words))!.search(words)
  );
  assertEquals(new Set(columns).size, 1);
});

Deno.test("says that a command can end with the exit code of a program that it ran", () => {
  assertMatch(
    commandHelp({ ...sample, passesExitCode: true }),
    /^Exit codes: 0 .* 143, or that of the command;/m,
  );
});

const part = (name: string, flags: string[]) => ({
  ...sample,
  name: `sample ${name}`,
  summary: `Do ${name}`,
  flags: sample.flags.filter((flag) => flags.includes(flag.name)),
});
const parts = [part("one", ["into", "key"]), part("two", ["into"]), part("three", ["into"])];
const whole = { ...sample, parts: () => Promise.resolve(parts) };

Deno.test("lists the parts of a command, and leaves flags of few parts to their help", () => {
  const text = commandHelp(sample, parts);
  assertMatch(text, /^ {2}two {4}Do two$/m);
  assertMatch(text, /^ {2}-i, --into DIR/m);
  assert(!text.includes("--key"));
  assertStringIncludes(text, "More flags: sluice help sample PATH\n");
  assertMatch(commandHelp(parts[0]!), /^ {2}--key PATH/m);
});

Deno.test("finds the part that the arguments name", async () => {
  assertEquals(await helpAmong(["two", "x"], whole), commandHelp(parts[1]!));
  assertEquals(await helpAmong(["--into", "x", "one"], whole), commandHelp(parts[0]!));
  assertEquals(await helpAmong(["--into", "x"], whole), commandHelp(sample, parts));
  assertEquals(await helpAmong([], whole), commandHelp(sample, parts));
  assertEquals(await helpAmong(["x"], sample), help);
  await assertRejects(
    () => helpAmong(["tow"], whole),
    CallerError,
    'Unknown service "tow"; did you mean two? See sluice help sample',
  );
  await assertRejects(
    () => helpAmong(["xyz"], whole),
    CallerError,
    '"xyz"; see sluice help sample',
  );
});

Deno.test("lists commands in their groups, but not hidden ones", () => {
  assertMatch(programHelp([sample]), /^Sockets:\n {2}sample {2,}Show every kind/m);
  assert(!programHelp([{ ...sample, hidden: true }]).includes("Show every kind"));
});

Deno.test("lists further lines of a command in their groups", () => {
  const listed = [{ name: "sample far", group: "Remote command", summary: "Far" }] as const;
  const text = programHelp([{ ...sample, listed }]);
  assertMatch(text, /^Remote command:\n {2}sample far {2}Far$/m);
});

Deno.test("lists every exit code", () => {
  assertMatch(exitCodesHelp(), /^ +75 +try again +the connection was lost/m);
});
