/** The installer for Linux and macOS: what it rejects, and that it leaves nothing behind. */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { programPath } from "../support/needs.ts";
import { ARCHIVE, inEachShell } from "./in_each_shell.ts";
import { executable, INSTALLER } from "./served_release.ts";

inEachShell("rejects a file of another program without --force", async (release, shell) => {
  for (const text of ["#!/bin/sh\necho sluice 1.0\n", "#!/bin/sh\nexit 1\n", "not a program"]) {
    await release.put(text);
    const { code, err } = await release.install(shell, []);
    assertEquals(code, 73);
    assertStringIncludes(err, `${release.bin}/sluice is not sluice, or does not run; --force`);
    assertEquals([await release.read(), release.listBin()], [text, ["sluice"]]);
  }
  assertEquals(release.requests, []);
  assertEquals((await release.install(shell, ["--force"])).code, 0);
  assertEquals(await release.read(), executable("0.2.0"));
});

inEachShell("rejects a link, and with --force leaves what it points to", async (release, shell) => {
  await release.put(executable("0.1.0"), "elsewhere");
  await Deno.mkdir(join(release.path, "folder"));
  for (const to of [join(release.bin, "elsewhere"), join(release.path, "folder"), "/nowhere"]) {
    await Deno.remove(join(release.bin, "sluice")).catch(() => {});
    await Deno.symlink(to, join(release.bin, "sluice"));
    assertEquals((await release.install(shell, [])).code, 73);
    assertEquals((await release.install(shell, ["--force"])).code, 0);
    assert((await Deno.lstat(join(release.bin, "sluice"))).isFile);
  }
  assertEquals(await release.read("elsewhere"), executable("0.1.0"));
});

inEachShell("rejects an archive whose checksum is another", async (release, shell) => {
  await release.put(executable("0.1.0"));
  await Deno.writeTextFile(release.file("0.2.0", ARCHIVE), "changed", { append: true });
  const { code, err } = await release.install(shell, []);
  assertEquals(code, 65);
  assertMatch(err, /wrong checksum of \S+: expected [0-9a-f]{64}, found [0-9a-f]{64}/);
  assertEquals(await release.read(), executable("0.1.0"));
  assertEquals(release.listBin(), ["sluice"]);
});

inEachShell("rejects an archive that SHA256SUMS does not name", async (release, shell) => {
  const sums = release.file("0.2.0", "SHA256SUMS");
  const lines = (await Deno.readTextFile(sums)).split("\n");
  const text = lines.filter((line) => !line.endsWith(`  ${ARCHIVE}`)).join("\n");
  // A longer name that ends the same way does not match.
  await Deno.writeTextFile(sums, `${text}${"0".repeat(64)}  other-${ARCHIVE}\n`);
  const { code, err } = await release.install(shell, []);
  assertEquals(code, 65);
  assertStringIncludes(err, `SHA256SUMS has no line for ${ARCHIVE}`);
  assertEquals(release.listBin(), undefined);
});

inEachShell("rejects an archive that holds another version", async (release, shell) => {
  await release.add("0.3.0", executable("0.2.9"));
  const { code, err } = await release.install(shell, ["--version", "0.3.0"]);
  assertEquals(code, 65);
  assertStringIncludes(err, `${ARCHIVE} holds version 0.2.9 instead of 0.3.0`);
  assertEquals(release.listBin(), undefined);
});

inEachShell("rejects an executable that does not run here", async (release, shell) => {
  await release.add("0.3.0", "#!/bin/sh\necho 'no such library' >&2\nexit 127\n");
  const { code, err } = await release.install(shell, []);
  assertEquals(code, 69);
  assertStringIncludes(err, "sluice does not run on this system: no such library");
  assertEquals(release.listBin(), undefined);
});

inEachShell("says which address has no such file", async (release, shell) => {
  await Deno.remove(release.file("0.2.0", ARCHIVE));
  const missing = await release.install(shell, []);
  assertEquals(missing.code, 69);
  assertMatch(missing.err, /cannot download http:\S+\/latest\/download\/sluice-\S+; check/);
  assertEquals((await release.install(shell, ["--version", "9.9.9"])).code, 69);
  assertEquals(release.listBin(), undefined);
});

inEachShell("rejects a download that is cut", async (release, shell) => {
  const whole = await Deno.readFile(release.file("0.2.0", ARCHIVE));
  const half = whole.slice(0, whole.length / 2);
  release.answers.set(ARCHIVE, () => new Response(half));
  assertEquals((await release.install(shell, [])).code, 65);
  // Half of the announced length, then the end of the connection.
  const body = () =>
    new ReadableStream({
      start: (controller) => controller.enqueue(half),
      pull: (controller) => controller.close(),
    });
  const headers = { "content-length": String(whole.length) };
  release.answers.set(ARCHIVE, () => new Response(body(), { headers }));
  assertEquals((await release.install(shell, [])).code, 69);
  assertEquals(release.listBin(), undefined);
});

inEachShell("leaves nothing behind when it is stopped", async (release, shell) => {
  const asked = Promise.withResolvers<ReadableStreamDefaultController>();
  release.answers.set(ARCHIVE, () => new Response(new ReadableStream({ start: asked.resolve })));
  const child = release.start(shell, []);
  const connection = await asked.promise;
  child.kill("SIGTERM");
  connection.close();
  assertEquals((await child.output()).code, 143);
  assertEquals(release.listBin(), undefined);
});

inEachShell("a script that was cut runs nothing", async (release, shell) => {
  const text = await Deno.readTextFile(INSTALLER);
  const lengths = [];
  for (let n = 0; n < text.length - 40; n += 311) lengths.push(n);
  // The last byte is the end of the line.
  for (let n = text.length - 40; n < text.length - 1; n++) lengths.push(n);
  for (const length of lengths) await release.install(shell, [], { stdin: text.slice(0, length) });
  assertEquals([release.requests, release.listBin()], [[], undefined]);
});

inEachShell("says so where a file is in the way of the folder", async (release, shell) => {
  await Deno.writeTextFile(join(release.path, "file"), "");
  const { code, err } = await release.install(shell, ["--dir", "file/bin"]);
  assertEquals(code, 73);
  assertStringIncludes(err, `cannot write in ${release.path}/file/bin`);
  await Deno.mkdir(join(release.bin, "sluice"), { recursive: true });
  assertEquals((await release.install(shell, ["--force"])).code, 73);
});

const other = Deno.build.os === "windows" || Deno.uid() !== 0
  ? []
  : ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

inEachShell(
  "says so where a folder is read-only, and leaves it as it was",
  async (release, shell) => {
    const readOnly = join(release.path, "read-only");
    await Deno.mkdir(readOnly, { mode: 0o555 });
    for (const dir of [readOnly, `${readOnly}/a/b`]) {
      const { code, err } = await release.install(shell, ["--dir", dir], { prefix: other });
      assertEquals(code, 73, err);
      assertStringIncludes(err, `cannot write in ${dir}`);
      assertStringIncludes(err, "name another folder with --dir");
    }
    assertEquals([...Deno.readDirSync(readOnly)], []);
    assertEquals(release.requests, []);
  },
  other.length > 0 && programPath("setpriv") === undefined,
);

inEachShell("rejects arguments that it does not know", async (release, shell) => {
  const cases: string[][] = [["--what"], ["--edition", "both"], ["--version", "../x"], ["--dir"]];
  for (const args of cases) assertEquals((await release.install(shell, args)).code, 64);
  for (
    const url of [
      "http://example.org",
      "http://127.0.0.1.example.org/x",
      "http://localhost:x@example.org",
      "ftp://127.0.0.1",
    ]
  ) assertEquals((await release.install(shell, ["--base-url", url])).code, 64, url);
  assertEquals((await release.install(shell, [], { env: { HOME: "" } })).code, 64);
  assertEquals((await release.install(shell, ["--help"])).code, 0);
  assertEquals([release.requests, release.listBin()], [[], undefined]);
});
