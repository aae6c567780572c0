/** The bench as a program: its help and its exit codes. */

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { parts } from "../../../scripts/bench/parts.ts";
import { configInForce } from "../../../scripts/closed_network.ts";

const program = fileURLToPath(new URL("../../../scripts/bench.ts", import.meta.url));

async function bench(...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "-q", "--no-check", `--config=${await configInForce()}`, program, ...args],
  }).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, out: out!, err: err! };
}

Deno.test("--help lists every part and every flag, and measures nothing", async () => {
  const { code, out, err } = await bench("--help");
  assertEquals([code, err], [0, ""]);
  for (const { name, summary } of parts) {
    assertMatch(out, new RegExp(`^  ${name} +${summary.replace(/[.*+?]/g, "\\$&")}$`, "m"));
  }
  for (const flag of ["--rounds N", "--size SIZE", "--digest NAMES", "--json FILE", "--help"]) {
    assertStringIncludes(out, flag);
  }
  for (const line of out.split("\n")) assertEquals(line.length <= 100, true, line);
});

for (
  const [args, message] of [
    [["startpu"], /^Unknown part "startpu"; the parts are digests, big, /],
    [["--rounds", "0"], /^--rounds needs a whole number of 1 or more, not "0"$/m],
    [["--size", "1T"], /^--size needs bytes, or .*, not "1T"$/m],
    [["--size", "0"], /^--size needs bytes/],
    [["--jsno", "file"], /--jsno/],
  ] as const
) {
  Deno.test(`rejects ${args.join(" ")} with exit code 64`, async () => {
    const { code, out, err } = await bench(...args);
    assertEquals([code, out], [64, ""]);
    assertMatch(err, message);
  });
}
