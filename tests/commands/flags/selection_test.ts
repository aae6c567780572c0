import { assertEquals, assertThrows } from "@std/assert";
import { selectionOf } from "../../../commands/flags/selection.ts";
import { send } from "../../../commands/send/command.ts";
import type { Command } from "../../../lib/cli/command.ts";
import { parse } from "../../../lib/cli/parse.ts";
import { CallerError } from "../../../lib/errors.ts";
import { runSluice } from "../run_sluice.ts";

const selected = (...args: string[]) =>
  selectionOf(parse(send as unknown as Command, ["lib", ...args]));

Deno.test("reads the patterns in order", () => {
  const args = ["--exclude", "*.tmp", "--exclude=!a.tmp", "--include", "*.ts", "--gitignore"];
  assertEquals(selected(...args), {
    exclude: ["*.tmp", "!a.tmp"],
    include: ["*.ts"],
    gitignore: true,
  });
});

Deno.test("rejects a pattern that can never match, and quotes it", () => {
  for (const flag of ["exclude", "include"]) {
    for (const pattern of ["[", "a[", "!a", "./a"]) {
      const text = `--${flag} ${JSON.stringify(pattern)} can never match: `;
      assertThrows(() => selected(`--${flag}`, pattern), CallerError, text);
    }
  }
  assertThrows(() => selected("--exclude", "a", "--include", "!a"), CallerError, "--include");
});

Deno.test("send rejects such a pattern before it connects", async () => {
  const { code, err } = await runSluice(["send", "lib", "--exclude", "[", "--to", "127.0.0.1:9"]);
  const text = 'sluice: --exclude "[" can never match: its [ has no ]; ' +
    "use \\[ for a bracket in a name\n";
  assertEquals([code, err], [64, text]);
});
