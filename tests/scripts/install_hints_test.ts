/** The installer for Linux and macOS: its hints about PATH and the other edition. */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { programPath } from "../support/needs.ts";
import { inEachShell } from "./in_each_shell.ts";
import { executable } from "./served_release.ts";

inEachShell("knows its folder in PATH under other names", async (release, shell) => {
  await Deno.mkdir(release.bin, { recursive: true });
  const link = join(release.path, "link");
  await Deno.symlink(release.bin, link);
  const PATH = Deno.env.get("PATH")!;
  for (const name of [`${release.bin}/`, link, `${link}/.`]) {
    const env = { PATH: `${PATH}:${name}` };
    const { code, out } = await release.install(shell, [], { env });
    assertEquals(code, 0);
    assert(!out.includes("PATH"), out);
  }
  const named = { PATH: `${PATH}:${release.bin}` };
  assert(!(await release.install(shell, ["--dir", link], { env: named })).out.includes("PATH"));
  // A folder before it in PATH, and one with a name that begins the same.
  const first = join(release.bin, "../first");
  await Deno.mkdir(first);
  await release.put(executable("0.1.0"), "../first/sluice");
  const env = { PATH: `${first}:${PATH}:${release.bin}/` };
  const { out } = await release.install(shell, [], { env });
  assertStringIncludes(out, `note:       ${first}/sluice comes first in PATH\n`);
  const longer = { PATH: `${PATH}:${release.bin}2` };
  assertStringIncludes((await release.install(shell, [], { env: longer })).out, "is not in PATH");
});

inEachShell("a line for fish, whatever the folder is called", async (release, shell) => {
  const dir = `${release.path}/it's \\'\\`;
  const env = { SHELL: "/usr/bin/fish", SLUICE_INSTALL_DIR: dir };
  const { code, out } = await release.install(shell, [], { env });
  assertEquals(code, 0);
  const line = out.trimEnd().split("\n").at(-1)!.trim();
  // In single quotes fish takes a backslash before a quote or a backslash as an escape.
  assertEquals(line, `fish_add_path '${release.path}/it\\'s \\\\\\'\\\\'`);
  if (programPath("fish") === undefined) return;
  const args = ["--no-config", "-c", line.replace("fish_add_path", "printf %s")];
  const { stdout } = await new Deno.Command("fish", { args }).output();
  assertEquals(new TextDecoder().decode(stdout), dir);
});

inEachShell("names the edition that is there instead", async (release, shell) => {
  await release.put(executable("0.2.0"), "sluice-run");
  const { code, err } = await release.install(shell, ["--uninstall"]);
  assertEquals(code, 66);
  assertStringIncludes(err, "sluice-run is there; add --edition run\n");
  assertEquals(release.listBin(), ["sluice-run"]);
  const args = ["--uninstall", "--edition", "run"];
  assertEquals((await release.install(shell, args)).code, 0);
  await release.put(executable("0.2.0"));
  const other = await release.install(shell, args);
  assertEquals(other.code, 66);
  assertStringIncludes(other.err, "sluice is there; add --edition plain\n");
});
