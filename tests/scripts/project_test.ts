/**
 * The address of the project, the version of Deno and the oldest C library are defined in one place
 * each.
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import config from "../../deno.json" with { type: "json" };
import { REPOSITORY } from "../../scripts/project.ts";
import { MINIMUM_GLIBC } from "../../scripts/targets.ts";
import { needs } from "../support/needs.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const read = (path: string) => Deno.readTextFile(join(root, path));

/** Files that name the project's address, and cannot import it from scripts/project.ts. */
const PAGES = [
  ".github/ISSUE_TEMPLATE/config.yml",
  "CHANGELOG.md",
  "README.md",
  "SECURITY.md",
  "docs/contributing.md",
  "docs/install.md",
  "docs/releasing.md",
];
const INSTALLERS = ["scripts/install.sh", "scripts/install.ps1"];

Deno.test("every page and installer names the same repository", async () => {
  for (const path of [...PAGES, ...INSTALLERS]) {
    const text = await read(path);
    for (const [address] of text.matchAll(/https:\/\/github\.com\/[\w.-]+\/[\w-]+/g)) {
      // Links to Deno's and other projects are permitted.
      if (!address.startsWith("https://github.com/denoland/")) {
        assertEquals(address, REPOSITORY, path);
      }
    }
    for (const [, name] of text.matchAll(/--repo (\S+\w)/g)) {
      assertEquals(`https://github.com/${name}`, REPOSITORY, path);
    }
    for (const [name] of text.matchAll(/jsr:@sluice\/\w+/g)) {
      assertEquals(name, `jsr:${config.name}`);
    }
  }
  for (const path of ["README.md", ...INSTALLERS]) {
    assert((await read(path)).includes(REPOSITORY), path);
  }
});

Deno.test("workflows take the repository from their environment", async () => {
  for (const { name } of Deno.readDirSync(join(root, ".github/workflows"))) {
    assert(!(await read(`.github/workflows/${name}`)).includes(REPOSITORY), name);
  }
});

Deno.test("pages and installer name the oldest C library of the table", async () => {
  const [, minimum] = /^MINIMUM_GLIBC=(.*)$/m.exec(await read("scripts/install.sh"))!;
  assertEquals(minimum, MINIMUM_GLIBC);
  const [, promised] = /glibc ([\d.]+\d) or\s+newer/.exec(await read("README.md"))!;
  assertEquals(promised, MINIMUM_GLIBC);
});

const readsElf = Deno.build.os === "linux" ? "readelf" : "readelf for Linux";

needs(readsElf, "the pinned runtime needs no newer C library than the table says", async () => {
  const { stdout } = await new Deno.Command("readelf", {
    args: ["--version-info", "--wide", Deno.execPath()],
  }).output();
  const versions = new TextDecoder().decode(stdout).matchAll(/GLIBC_(\d+)\.(\d+)/g);
  const minors = Array.from(versions, ([, major, minor]) => {
    assertMatch(major!, /^2$/);
    return Number(minor);
  });
  assertEquals(`2.${Math.max(...minors)}`, MINIMUM_GLIBC);
});
