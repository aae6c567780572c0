import { assertEquals, assertStringIncludes } from "@std/assert";
import { loadCommands } from "../../commands/all.ts";
import { completions } from "../../commands/completions.ts";
import { COMPLETIONS } from "../../lib/cli/completions.ts";
import { installed, run, runSluice, SLUICE } from "./run_sluice.ts";

const commands = await loadCommands();

Deno.test("the command offers the shells that are supported", () => {
  assertEquals(completions.positionals?.[0]?.choices, Object.keys(COMPLETIONS));
});

for (const [shell, generate] of Object.entries(COMPLETIONS)) {
  Deno.test(`sluice completions ${shell} prints the script`, async () => {
    const expected = { code: 0, out: generate(commands), err: "" };
    assertEquals(await runSluice(["completions", shell]), expected);
  });
}

Deno.test("rejects an unknown or missing shell, and lists the supported ones", async () => {
  for (
    const [args, hint] of [[["bahs"], "did you mean bash?"], [["tcsh"], "bash, zsh, fish"], [
      [],
      "Missing SHELL",
    ]] as const
  ) {
    const { code, out, err } = await runSluice(["completions", ...args]);
    assertEquals([code, out], [64, ""]);
    assertStringIncludes(err, hint);
  }
});

const canType = await installed("script") && await installed("bash");

Deno.test({
  name: "Tab completes in a real bash",
  ignore: !canType,
  async fn() {
    const dir = await Deno.makeTempDir();
    try {
      await Deno.writeTextFile(`${dir}/rc`, `PS1=; source <(${SLUICE} completions bash)\n`);
      // The typed line is run: a function prints the words that resulted.
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
