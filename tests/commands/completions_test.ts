import { assertEquals, assertStringIncludes } from "@std/assert";
import { commands } from "../../commands/all.ts";
import { completions } from "../../commands/completions.ts";
import { COMPLETIONS } from "../../lib/cli/completions.ts";
import { installed, run, runSluice, SLUICE } from "./run_sluice.ts";

Deno.test("the shells that the command offers are those that are known", () => {
  assertEquals(completions.positionals?.[0]?.choices, Object.keys(COMPLETIONS));
});

for (const [shell, generate] of Object.entries(COMPLETIONS)) {
  Deno.test(`sluice completions ${shell} prints the script`, async () => {
    const expected = { code: 0, out: generate(commands), err: "" };
    assertEquals(await runSluice(["completions", shell]), expected);
  });
}

Deno.test("an unknown shell, or none, is a mistake that says what there is", async () => {
  for (
    const [args, hint] of [[["bahs"], "did you mean bash?"], [["tcsh"], "bash, zsh, fish"], [
      [],
      "missing SHELL",
    ]] as const
  ) {
    const { code, out, err } = await runSluice(["completions", ...args]);
    assertEquals([code, out], [64, ""]);
    assertStringIncludes(err, hint);
  }
});

const canType = await installed("script") && await installed("bash");

Deno.test({
  name: "the Tab key completes in a real bash",
  ignore: !canType,
  async fn() {
    const dir = await Deno.makeTempDir();
    try {
      await Deno.writeTextFile(`${dir}/rc`, `PS1=; source <(${SLUICE} completions bash)\n`);
      // What is typed is run as typed: a function shows the words that came of it.
      const typed = "sluice() { printf '<%s>' \"$@\"; echo; }\nsluice compl\tfi\t\nexit\n";
      await Deno.writeTextFile(`${dir}/typed`, typed);
      const line = `script -qec 'bash --rcfile ${dir}/rc -i' /dev/null < ${dir}/typed`;
      const { out } = await run("sh", { args: ["-c", line] });
      assertStringIncludes(out, "<completions><fish>");
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});
