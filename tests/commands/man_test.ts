import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { loadCommands } from "../../commands/all.ts";
import { commandManPage, programManPage } from "../../lib/cli/man.ts";
import { installed, run, runSluice, SLUICE } from "./run_sluice.ts";
import config from "../../deno.json" with { type: "json" };
import { needing } from "../support/needs.ts";

const commands = await loadCommands();

Deno.test("sluice man prints the program's page", async () => {
  const out = programManPage(commands, config.version);
  assertEquals(await runSluice(["man"]), { code: 0, out, err: "" });
});

for (const command of commands) {
  Deno.test(`sluice man ${command.name} prints the command's page`, async () => {
    const out = commandManPage(command, config.version);
    assertEquals(await runSluice(["man", command.name]), { code: 0, out, err: "" });
  });
}

Deno.test("rejects a page for an unknown command", async () => {
  const { code, out, err } = await runSluice(["man", "mna"]);
  assertEquals([code, out], [64, ""]);
  assertStringIncludes(err, "unknown command: mna; did you mean man?");
});

Deno.test({
  ...needing("man shows every page, without a warning", !await installed("man") && "man"),
  timeout: 180_000,
  async fn() {
    const env = { MANWIDTH: "80", LC_ALL: "C.UTF-8" };
    for (const name of ["", ...commands.map(({ name }) => name)]) {
      const args = ["-c", `${SLUICE} man ${name} | man --warnings -l -`];
      const { code, out, err } = await run("sh", { args, env });
      assertEquals([code, err], [0, ""]);
      assertMatch(out, /^EXIT STATUS$/m);
    }
  },
});
