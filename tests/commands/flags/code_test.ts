import { assertEquals, assertThrows } from "@std/assert";
import { exec } from "../../../commands/exec/command.ts";
import { codeTextOf, isWholeCode } from "../../../commands/flags/code.ts";
import { receive } from "../../../commands/receive/command.ts";
import type { Command } from "../../../lib/cli/command.ts";
import { parse } from "../../../lib/cli/parse.ts";
import { CallerError } from "../../../lib/errors.ts";

function codeOf(...args: string[]): string | undefined {
  const parsed = parse(receive as unknown as Command, args);
  return codeTextOf(parsed, parsed.positionals);
}

Deno.test("takes a code from the arguments or from --code", () => {
  assertEquals(codeOf(), undefined);
  assertEquals(codeOf("7-orbit-lemon"), "7-orbit-lemon");
  assertEquals(codeOf("7", "orbit", "lemon"), "7 orbit lemon");
  assertEquals(codeOf("--code", "7-orbit-lemon"), "7-orbit-lemon");
  assertEquals(codeOf("sluice", "receive", "7-orbit-lemon"), "sluice receive 7-orbit-lemon");
});

Deno.test("accepts the longest code with the command before it", () => {
  const words = ["7", ..."abandon ".repeat(12).trim().split(" ")];
  assertEquals(codeOf("sluice", "receive", ...words), ["sluice receive", ...words].join(" "));
});

Deno.test("rejects a code that is given twice", () => {
  const text = "The code is given twice; use CODE or --code CODE";
  const error = assertThrows(() => codeOf("7-a-b", "--code", "7-a-b"), CallerError, text);
  assertEquals(error.code, "usage");
});

Deno.test("exec has the same flag", () => {
  assertEquals(
    exec.flags.find(({ name }) => name === "code"),
    receive.flags.find((flag) => flag.name === "code"),
  );
});

Deno.test("recognizes one argument that is a whole code", () => {
  for (const text of ["7-orbit-lemon", "999-a-b-c", "`7-orbit-lemon`", '"7-orb-lem"']) {
    assertEquals(isWholeCode(text), true, text);
  }
  for (
    const text of ["7", "7-orbit", "uname", "7z-a-b", "7-a-b.sh", "1000-a-b", "-7-a-b", "7 a b"]
  ) {
    assertEquals(isWholeCode(text), false, text);
  }
});
