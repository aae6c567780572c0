// The program and its tasks below the minimum version: a tree of links with its own deno.json,
// which requires a future Deno.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import project from "../../deno.json" with { type: "json" };
import { configInForce } from "../../scripts/closed_network.ts";
import { permissionFlags } from "../../scripts/permissions.ts";
import { type Run, run } from "../commands/run_sluice.ts";

const PROJECT = new URL("../..", import.meta.url).pathname;
const LINE = `Deno ${Deno.version.deno} is too old: sluice from source needs Deno 99.0.0; ` +
  "upgrade Deno, or run scripts/sluice, which fetches a newer one";

/** Runs Deno with these arguments in such a tree. */
async function onOldDeno(
  args: (root: string) => string[],
  env: Record<string, string> = {},
): Promise<Run> {
  const root = await Deno.makeTempDir({ prefix: "sluice-old-" });
  try {
    for (const name of ["main.ts", "lib", "commands", "scripts"]) {
      await Deno.symlink(join(PROJECT, name), join(root, name));
    }
    const config = { ...project, minimumDeno: "99.0.0" };
    await Deno.writeTextFile(join(root, "deno.json"), JSON.stringify(config));
    // The tests may run with a runtime to embed.
    const { DENORT_BIN: _, ...inherited } = Deno.env.toObject();
    const options = { clearEnv: true, env: { ...inherited, ...env } };
    return await run(Deno.execPath(), { ...options, args: args(root) });
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

const flags = [`--config=${await configInForce()}`, "--quiet", ...await permissionFlags("plain")];
const program = (...words: string[]) =>
  onOldDeno((root) => ["run", ...flags, join(root, "main.ts"), ...words]);
const task = (env?: Record<string, string>) =>
  onOldDeno((root) => {
    const script = join(root, "scripts/with_config.ts");
    return ["run", "-A", "--no-config", "--no-lock", "--quiet", script, "no_such_program.ts"];
  }, env);

// Commands that end soon, and connect to nothing, if they are not refused.
const COMMANDS = [
  ["peers", "--interface", "lo"],
  ["send", "x", "--plain", "--to", "127.0.0.1:1"],
  ["receive", "--plain", "--from", "127.0.0.1:1"],
  ["echo", "127.0.0.1:1", "x"],
];
for (const command of COMMANDS) {
  Deno.test(`rejects an old Deno from source: ${command[0]}`, async () => {
    assertEquals(await program(...command), { code: 69, out: "", err: `sluice: ${LINE}\n` });
  });
}

Deno.test("with --json an old Deno is also an event", async () => {
  const { out } = await program(...COMMANDS[0]!, "--json");
  assertEquals(JSON.parse(out), { event: "error", code: "unavailable", message: LINE, exit: 69 });
});

for (const words of [["--version"], ["--help"], ["peers", "--help"], ["help", "send"], ["man"]]) {
  Deno.test(`answers on an old Deno: ${words.join(" ")}`, async () => {
    const { code, err } = await program(...words);
    assertEquals([code, err], [0, ""]);
  });
}

Deno.test("rejects an old Deno in a task", async () => {
  assertEquals(await task(), { code: 69, out: "", err: `sluice: ${LINE}\n` });
});

for (const script of ["test.ts", "ok.ts", "mutate.ts"]) {
  Deno.test(`rejects an old Deno in the task ${script}, which needs no configuration`, async () => {
    const words = ["run", "-A", "--no-config", "--no-lock", "--quiet"];
    const ended = await onOldDeno((root) => [...words, join(root, "scripts", script)]);
    assertEquals(ended, { code: 69, out: "", err: `sluice: ${LINE}\n` });
  });
}

Deno.test("a task runs on any Deno if the runtime to embed is named", async () => {
  const { code, err } = await task({ DENORT_BIN: "/nowhere/denort" });
  assertEquals(code, 1);
  assertStringIncludes(err, "no_such_program.ts");
});
