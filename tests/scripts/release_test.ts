/** The files of a release, made of small executables. */

import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import config from "../../deno.json" with { type: "json" };
import { RELEASES, REPOSITORY } from "../../scripts/project.ts";
import { makeRelease, parseEpoch } from "../../scripts/release.ts";
import { installer } from "../../scripts/release/installer.ts";
import { releaseNotes } from "../../scripts/release/notes.ts";
import { archiveName, builtName, EDITIONS, TARGETS } from "../../scripts/targets.ts";
import { temporaryFolder } from "../support/folder.ts";
import { needs } from "../support/needs.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const { version } = config;

/** Small executables of every target, each with a content of its own. */
async function built(dist: string): Promise<void> {
  for (const target of TARGETS) {
    for (const [name] of EDITIONS) {
      const text = `${builtName(name, target)}\n`.repeat(5000);
      await Deno.writeTextFile(join(dist, builtName(name, target)), text);
    }
  }
}

const files = (folder: string) => Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();

async function output(command: string, ...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert(success, text(stderr));
  return text(stdout);
}

Deno.test("a release has every archive, and a checksum of every file", async () => {
  await using folder = await temporaryFolder();
  await built(folder.path);
  await makeRelease(root, { dist: folder.path, unreleased: true });
  const release = join(folder.path, "release");
  const archives = TARGETS.flatMap((target) => EDITIONS.map(([name]) => archiveName(name, target)));
  assertEquals(archives.length, 10);
  const others = ["LICENSES.txt", "install.ps1", "install.sh", "sluice.cdx.json", "sluice.json"];
  const summed = [...archives, ...others, "sluice.rb"].sort();
  assertEquals(files(release), ["SHA256SUMS", ...summed].sort());
  const sums = (await Deno.readTextFile(join(release, "SHA256SUMS"))).trimEnd().split("\n");
  assertEquals(sums.map((line) => line.slice(66)), summed);
  for (const line of sums) {
    const bytes = await Deno.readFile(join(release, line.slice(66)));
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
    assertEquals(line.slice(0, 66), `${digest}  `);
  }
});

Deno.test("the same executables give the same release", async () => {
  await using one = await temporaryFolder();
  await using two = await temporaryFolder();
  for (const { path } of [one, two]) {
    await built(path);
    await makeRelease(root, { dist: path, unreleased: true, epoch: 1_700_000_000 });
  }
  const sums = await Deno.readTextFile(join(one.path, "release/SHA256SUMS"));
  assertEquals(await Deno.readTextFile(join(two.path, "release/SHA256SUMS")), sums);
});

Deno.test("rejects missing executables by name, and writes nothing", async () => {
  await using folder = await temporaryFolder();
  await built(folder.path);
  await Deno.remove(join(folder.path, "sluice-run-aarch64-apple-darwin"));
  await assertRejects(
    () => makeRelease(root, { dist: folder.path, unreleased: true }),
    Error,
    "dist/ lacks sluice-run-aarch64-apple-darwin; run deno task compile --all",
  );
  assert(!files(folder.path).includes("release"));
});

needs("tar unzip", "archives unpack to the executables, with mode 755", async () => {
  await using folder = await temporaryFolder();
  await built(folder.path);
  await makeRelease(root, { dist: folder.path, unreleased: true });
  const into = join(folder.path, "unpacked");
  await Deno.mkdir(into);
  for (const target of TARGETS) {
    for (const [name] of EDITIONS) {
      const archive = archiveName(name, target);
      const stem = archive.replace(/\.(zip|tar\.gz)$/, "");
      const path = join(folder.path, "release", archive);
      if (target.archive === "zip") await output("unzip", "-q", path, "-d", into);
      else await output("tar", "-xzf", path, "-C", into);
      const unpacked = join(into, stem);
      const executable = `${name}${target.suffix}`;
      assertEquals(files(unpacked), ["LICENSE", "LICENSES.txt", executable].sort());
      assertEquals(
        await Deno.readTextFile(join(unpacked, executable)),
        await Deno.readTextFile(join(folder.path, builtName(name, target))),
      );
      assertEquals((await Deno.stat(join(unpacked, executable))).mode! & 0o777, 0o755);
      assertEquals((await Deno.stat(join(unpacked, "LICENSE"))).mode! & 0o777, 0o644);
    }
  }
});

needs("python3", "another zip reader finds times, modes and checksums", async () => {
  await using folder = await temporaryFolder();
  await built(folder.path);
  await makeRelease(root, { dist: folder.path, unreleased: true, epoch: 1_700_000_000 });
  const script = `import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    print(z.testzip())
    for i in z.infolist(): print(i.filename, i.date_time, oct(i.external_attr >> 16), i.compress_size < i.file_size)`;
  const path = join(folder.path, "release/sluice-x86_64-pc-windows-msvc.zip");
  const lines = (await output("python3", "-c", script, path)).trimEnd().split("\n");
  const time = "(2023, 11, 14, 22, 13, 20)";
  assertEquals(lines, [
    "None",
    `sluice-x86_64-pc-windows-msvc/LICENSE ${time} 0o100644 True`,
    `sluice-x86_64-pc-windows-msvc/LICENSES.txt ${time} 0o100644 True`,
    `sluice-x86_64-pc-windows-msvc/sluice.exe ${time} 0o100755 True`,
  ]);
});

Deno.test("the formula and the manifest have the address and checksum of each archive", async () => {
  await using folder = await temporaryFolder();
  await built(folder.path);
  await makeRelease(root, { dist: folder.path, unreleased: true });
  const read = (name: string) => Deno.readTextFile(join(folder.path, "release", name));
  const sums = new Map(
    (await read("SHA256SUMS")).trimEnd().split("\n").map((
      line,
    ) => [line.slice(66), line.slice(0, 64)]),
  );
  const formula = await read("sluice.rb");
  const manifest = JSON.parse(await read("sluice.json"));
  for (const target of TARGETS) {
    const archive = archiveName("sluice", target);
    const url = `${RELEASES}/download/v${version}/${archive}`;
    if (target.os !== "windows") {
      assertStringIncludes(formula, `url "${url}"\n      sha256 "${sums.get(archive)}"\n`);
      continue;
    }
    const { "64bit": entry } = manifest.architecture;
    assertEquals(entry.url, url);
    assertEquals(entry.hash, sums.get(archive));
    assertEquals(`${entry.extract_dir}.zip`, archive);
    assertEquals(
      manifest.autoupdate.architecture["64bit"].url.replace("$version", version),
      url,
    );
  }
  assertEquals([manifest.version, manifest.homepage, manifest.bin], [
    version,
    REPOSITORY,
    "sluice.exe",
  ]);
});

needs("ruby", "the formula is Ruby", async () => {
  await using folder = await temporaryFolder();
  await built(folder.path);
  await makeRelease(root, { dist: folder.path, unreleased: true });
  const path = join(folder.path, "release/sluice.rb");
  assertEquals(await output("ruby", "-wc", path), "Syntax OK\n");
});

Deno.test("an installer contains the version of its release", async () => {
  for (const name of ["install.sh", "install.ps1"]) {
    const text = await Deno.readTextFile(join(root, "scripts", name));
    const filled = installer(text, "1.2.3");
    const changed = filled.split("\n").filter((line, n) => line !== text.split("\n")[n]);
    assertEquals(changed.length, 1);
    assertStringIncludes(changed[0]!, "1.2.3");
    assertThrows(() => installer(text.replaceAll(REPOSITORY, "https://example.org/x"), "1.2.3"));
    assertThrows(() => installer(filled, "1.2.3"), Error, "0 lines");
  }
});

const CHANGELOG = `# Changelog

## [Unreleased]

## [0.2.0] - 2026-12-01

### Added

- One thing.

## [0.1.0] - 2026-11-01

- First.

[0.1.0]: https://example.org/0.1.0
`;

Deno.test("release notes are the section of the version", () => {
  assertEquals(releaseNotes(CHANGELOG, "0.2.0"), "### Added\n\n- One thing.\n");
  assertEquals(releaseNotes(CHANGELOG, "0.1.0"), "- First.\n");
  assertThrows(() => releaseNotes(CHANGELOG, "0.3.0"), Error, "no section [0.3.0]");
  assertThrows(() => releaseNotes(CHANGELOG, "Unreleased"), Error, "is empty");
});

Deno.test("accepts a SOURCE_DATE_EPOCH that every archive can hold, and rejects others", () => {
  assertEquals(parseEpoch("1795816243"), 1795816243);
  for (const text of ["", "abc", "-5", "0", "1e20", "1.5", "99999999999"]) {
    assertThrows(
      () => parseEpoch(text),
      Error,
      `SOURCE_DATE_EPOCH is ${JSON.stringify(text)}; use`,
    );
  }
});
