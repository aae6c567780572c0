/**
 * The installer for Windows, as far as it can be tested elsewhere; a release tests all of it there.
 */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { archiveName, EDITIONS, TARGETS } from "../../scripts/targets.ts";
import { temporaryFolder } from "../support/folder.ts";
import { needs } from "../support/needs.ts";

const INSTALLER = fileURLToPath(new URL("../../scripts/install.ps1", import.meta.url));

Deno.test("install.ps1 requests an archive that a release has, for each edition", async () => {
  const text = await Deno.readTextFile(INSTALLER);
  const [, stem] = /\$stem = "\$name(-[^"]+)"/.exec(text)!;
  const [, suffix] = /\$archive = "\$stem(\.[^"]+)"/.exec(text)!;
  const names = Array.from(
    text.matchAll(/^ {4}'\w+' \{ \$name = '([\w-]+)' \}$/gm),
    ([, name]) => name,
  );
  const windows = TARGETS.filter(({ os }) => os === "windows");
  assertEquals(
    names.map((name) => `${name}${stem}${suffix}`),
    windows.flatMap((target) => EDITIONS.map(([name]) => archiveName(name, target))),
  );
});

Deno.test("both installers end with the same exit codes", async () => {
  const codes = (text: string, pattern: RegExp) =>
    [...new Set(Array.from(text.matchAll(pattern), ([, code]) => code))].sort();
  const shell = await Deno.readTextFile(INSTALLER.replace(/ps1$/, "sh"));
  const power = await Deno.readTextFile(INSTALLER);
  assertEquals(
    codes(power, /(?:Stop-Install |Get-DiskCode \$_ |return |ExitCode'\] = )(\d\d)\b/g),
    codes(shell, /\bdie (\d\d)/g),
  );
});

needs("pwsh", "PowerShell reads install.ps1, and it refuses other systems", async () => {
  await using folder = await temporaryFolder();
  const { code, stderr } = await new Deno.Command("pwsh", {
    args: ["-NoProfile", "-File", INSTALLER, "-Dir", folder.path, "-NoPath"],
    env: { SLUICE_BASE_URL: "https://127.0.0.1:1" },
  }).output();
  assertEquals(code, 69, new TextDecoder().decode(stderr));
  if (Deno.build.os !== "windows") {
    assertStringIncludes(new TextDecoder().decode(stderr), "this script is for Windows");
  }
});
