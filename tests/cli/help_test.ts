import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { commandHelp, exitCodesHelp, programHelp } from "../../lib/cli/help.ts";
import { sample } from "./sample_command.ts";

const help = commandHelp(sample);

Deno.test("shows usage, flags, words, examples, permissions and exit codes", () => {
  for (
    const part of [
      "  sluice sample PATH... --listen [HOST:PORT]",
      "  PATH  file or folder",
      "  -i, --into DIR",
      "      --listen [HOST:PORT]",
      "digest to use (one of sha256, sha512, md5;",
      "name to skip (may be given again)",
      "  -h, --help",
      "      --timeout DURATION",
      "    sluice sample 'a b' --to localhost:7584",
      "  deno run --allow-read=PATH --allow-net=HOST main.ts sample ...",
      "  66   a file to be read does not exist",
    ]
  ) assertStringIncludes(help, part);
  assert(!help.includes("secret-switch"), "hidden flags stay hidden");
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
  const columns = ["agree without", "wait here", "one JSON"].map((words) =>
    lines.find((line) => line.includes(words))!.search(new RegExp(`${words}|write one JSON`))
  );
  assertEquals(new Set(columns).size, 1);
});

Deno.test("lists commands, but not hidden ones", () => {
  assertMatch(programHelp([sample]), /^ {2}sample {2,}Show every kind/m);
  assert(!programHelp([{ ...sample, hidden: true }]).includes("Show every kind"));
});

Deno.test("lists every exit code", () => {
  assertMatch(exitCodesHelp(), /^ +75 +try again +the connection was cut/m);
});
