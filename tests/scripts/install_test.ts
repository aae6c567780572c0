/** What the installer for Linux and macOS does. */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { ARCHIVE, inEachShell } from "./in_each_shell.ts";
import { executable, INSTALLER } from "./served_release.ts";

inEachShell("installs the latest version for this user", async (release, shell) => {
  const { code, out, err } = await release.install(shell, []);
  assertEquals([code, err], [0, ""]);
  assertStringIncludes(out, `installed sluice 0.2.0 in ${release.bin}\n`);
  assertStringIncludes(out, "sluice --version\n");
  assertStringIncludes(out, `rm '${release.bin}/sluice'\n`);
  assertEquals(release.listBin(), ["sluice"]);
  assertEquals(await release.read(), executable("0.2.0"));
  assertEquals((await Deno.stat(join(release.bin, "sluice"))).mode! & 0o777, 0o755);
  assertEquals(release.requests[0], "/latest/download/SHA256SUMS");
});

inEachShell("runs from standard input with arguments", async (release, shell) => {
  const stdin = await Deno.readTextFile(INSTALLER);
  const { code, out } = await release.install(shell, ["--edition", "run"], { stdin });
  assertEquals(code, 0);
  assertStringIncludes(out, `installed sluice-run 0.2.0 in ${release.bin}\n`);
  assertEquals(release.listBin(), ["sluice-run"]);
});

inEachShell("installs the version that is asked for", async (release, shell) => {
  await release.add("0.3.0");
  const { code, out } = await release.install(shell, ["--version=v0.2.0"]);
  assertEquals(code, 0);
  assertStringIncludes(out, "installed sluice 0.2.0");
  assertEquals(release.requests, ["/download/v0.2.0/SHA256SUMS", `/download/v0.2.0/${ARCHIVE}`]);
});

inEachShell("updates an older version and names both", async (release, shell) => {
  await release.put(executable("0.1.0"));
  const { code, out } = await release.install(shell, []);
  assertEquals(code, 0);
  assertStringIncludes(out, "updated sluice 0.1.0 -> 0.2.0");
  assertEquals(await release.read(), executable("0.2.0"));
  assertEquals(release.listBin(), ["sluice"]);
});

inEachShell("downloads nothing if the version is there", async (release, shell) => {
  await release.put(executable("0.2.0"));
  const { code, out } = await release.install(shell, ["--version", "0.2.0"]);
  assertEquals(code, 0);
  assertStringIncludes(out, `already installed: sluice 0.2.0 in ${release.bin}\n`);
  assertEquals(release.requests, []);
});

inEachShell("uninstalls sluice, and nothing else", async (release, shell) => {
  await release.put(executable("0.2.0"));
  await release.put("other", "other");
  const { code, out } = await release.install(shell, ["--uninstall"]);
  assertEquals([code, release.listBin()], [0, ["other"]]);
  assertStringIncludes(out, `removed ${release.bin}/sluice`);
  const again = await release.install(shell, ["--uninstall"]);
  assertEquals(again.code, 66);
  assertStringIncludes(again.err, `sluice is not in ${release.bin}`);
  await release.put("#!/bin/sh\n");
  assertEquals((await release.install(shell, ["--uninstall"])).code, 73);
  assertEquals(release.listBin(), ["other", "sluice"]);
});

inEachShell(
  "a folder with blanks and quotes, and how to put it in PATH",
  async (release, shell) => {
    const dir = join(release.path, "it's a $folder");
    const env = { SLUICE_INSTALL_DIR: `${dir}/`, SHELL: "/bin/zsh" };
    const { code, out } = await release.install(shell, [], { env });
    assertEquals(code, 0);
    assertStringIncludes(
      out,
      `${dir} is not in PATH; add this line to ${release.path}/home/.zshrc:\n`,
    );
    const line = out.trimEnd().split("\n").at(-1)!;
    const run = new Deno.Command("sh", { args: ["-c", `${line}\nsluice --version`] });
    assertEquals(
      new TextDecoder().decode((await run.output()).stdout),
      "sluice 0.2.0 (Deno 2.9.6)\n",
    );
    const known = { ...env, PATH: `${dir}:${Deno.env.get("PATH")}` };
    assert(!(await release.install(shell, [], { env: known })).out.includes("PATH"));
  },
);
