/** The installer for Linux and macOS on other systems, which are simulated by programs in PATH. */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { MINIMUM_GLIBC, TARGETS } from "../../scripts/targets.ts";
import { programPath } from "../support/needs.ts";
import { inEachShell } from "./in_each_shell.ts";
import { programs, TOOLS } from "./install_programs.ts";

const uname = (os: string, arch: string) => `case $1 in -s) echo ${os} ;; -m) echo ${arch} ;; esac`;
const GLIBC = "case $1 in GNU_LIBC_VERSION) echo glibc 2.36 ;; LONG_BIT) echo 64 ;; esac";

const REFUSED: [name: string, scripts: Record<string, string>, message: string][] = [
  [
    "musl",
    { getconf: "exit 1", ldd: "echo 'musl libc (x86_64)\nVersion 1.2.5' >&2; exit 1" },
    `sluice needs glibc ${MINIMUM_GLIBC} or newer; this system has musl or another C library`,
  ],
  [
    "glibc that is too old",
    { getconf: GLIBC.replace("2.36", "2.17") },
    `sluice needs glibc ${MINIMUM_GLIBC} or newer; this system has 2.17`,
  ],
  [
    "glibc that is too old and only ldd knows",
    { getconf: "exit 1", ldd: "echo 'ldd (GNU libc) 2.26\nCopyright'" },
    `this system has 2.26`,
  ],
  [
    "a 32-bit system on a 64-bit kernel",
    { getconf: GLIBC.replace("64", "32") },
    "this system is 32-bit",
  ],
  ["a 32-bit machine", { uname: uname("Linux", "armv7l") }, "this system is 32-bit (armv7l)"],
  ["an old PC", { uname: uname("Linux", "i686") }, "this system is 32-bit (i686)"],
  ["an unknown machine", { uname: uname("Linux", "riscv64") }, "no executable for riscv64"],
  ["an unknown system", { uname: uname("FreeBSD", "amd64") }, "no executable for FreeBSD"],
  ["a shell on Windows", { uname: uname("MINGW64_NT-10.0", "x86_64") }, "install.ps1"],
];

for (const [name, scripts, message] of REFUSED) {
  inEachShell(`refuses ${name}`, async (release, shell) => {
    const all = { uname: uname("Linux", "x86_64"), getconf: GLIBC, ...scripts };
    const folder = await programs(release, all);
    const env = { PATH: `${folder}:${Deno.env.get("PATH")}` };
    const { code, out, err } = await release.install(shell, [], { env });
    assertEquals([code, out], [69, ""]);
    assertStringIncludes(err, message);
    assertEquals([release.requests, release.listBin()], [[], undefined]);
  });
}

const CHOSEN: [name: string, scripts: Record<string, string>, triple: string][] = [
  ...TARGETS.filter(({ os }) => os !== "windows").map(({ os, arch, triple }) => {
    const system = os === "macos" ? "Darwin" : "Linux";
    return [triple, { uname: uname(system, arch), sysctl: "echo 0" }, triple] as typeof CHOSEN[0];
  }),
  ["a Mac with its own name", { uname: uname("Darwin", "arm64") }, "aarch64-apple-darwin"],
  [
    "a shell under Rosetta",
    { uname: uname("Darwin", "x86_64"), sysctl: "echo 1" },
    "aarch64-apple-darwin",
  ],
  [
    `glibc ${MINIMUM_GLIBC}`,
    { uname: uname("Linux", "x86_64"), getconf: GLIBC.replace("2.36", MINIMUM_GLIBC) },
    "x86_64-unknown-linux-gnu",
  ],
];

for (const [name, scripts, triple] of CHOSEN) {
  inEachShell(`finds the archive for ${name}`, async (release, shell) => {
    const folder = await programs(release, { getconf: GLIBC, ...scripts });
    const env = { PATH: `${folder}:${Deno.env.get("PATH")}` };
    const { code, err } = await release.install(shell, [], { env });
    assertEquals([code, err], [0, ""]);
    assertEquals(release.requests.at(-1), `/latest/download/sluice-${triple}.tar.gz`);
  });
}

const LINUX = { uname: uname("Linux", "x86_64"), getconf: GLIBC };

/** Sufficient sets of tools; without busybox, which replaces several. */
const ENOUGH: string[][] = [
  ["wget", "sha256sum"],
  ["curl", "shasum"],
  ["curl", "openssl"],
];

const lacks = (tools: readonly string[]) => tools.some((tool) => programPath(tool) === undefined);

for (const tools of ENOUGH) {
  inEachShell(`does with ${tools.join(" and ")}`, async (release, shell) => {
    const PATH = await programs(release, LINUX, [...TOOLS, ...tools]);
    const { code, out, err } = await release.install(shell, [], { env: { PATH } });
    assertEquals([code, err], [0, ""]);
    assertStringIncludes(out, "installed sluice 0.2.0");
    // The digest was compared, not only computed.
    await release.put("");
    await Deno.remove(join(release.bin, "sluice"));
    const archive = release.file("0.2.0", "sluice-x86_64-unknown-linux-gnu.tar.gz");
    await Deno.writeTextFile(archive, "changed", { append: true });
    assertEquals((await release.install(shell, [], { env: { PATH } })).code, 65);
  }, lacks(tools));
}

const LACKING: [tools: string[], message: string][] = [
  [["sha256sum"], "needs curl or wget; install one, or download by hand from http"],
  [["curl"], "needs sha256sum, shasum or openssl"],
];

for (const [tools, message] of LACKING) {
  inEachShell(`says what it needs besides ${tools}`, async (release, shell) => {
    const PATH = await programs(release, LINUX, [...TOOLS, ...tools]);
    const { code, err } = await release.install(shell, [], { env: { PATH } });
    assertEquals(code, 69);
    assertStringIncludes(err, message);
    assertEquals([release.requests, release.listBin()], [[], undefined]);
  }, lacks(tools));
}

inEachShell("refuses a wget that does not check certificates", async (release, shell) => {
  const wget = "echo 'BusyBox v1.36' >&2; exit 1";
  const PATH = await programs(release, { ...LINUX, wget }, [...TOOLS, "sha256sum"]);
  const args = ["--base-url", "https://127.0.0.1:1"];
  const { code, err } = await release.install(shell, args, { env: { PATH } });
  assertEquals(code, 69);
  assertStringIncludes(err, "BusyBox does not check certificates; install curl");
});
