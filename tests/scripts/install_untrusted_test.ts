/** The installer for Linux and macOS: files, archives and checksum lists that are not trusted. */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { dirname, join } from "node:path";
import { sha256 } from "../../scripts/release/sha256.ts";
import { ARCHIVE, inEachShell } from "./in_each_shell.ts";
import { executable, INSTALLER, type ServedRelease } from "./served_release.ts";

const STEM = ARCHIVE.replace(".tar.gz", "");

/** Adapts SHA256SUMS to a replaced archive. */
async function sign(release: ServedRelease): Promise<void> {
  const sum = await sha256(release.file("0.2.0", ARCHIVE));
  await Deno.writeTextFile(release.file("0.2.0", "SHA256SUMS"), `${sum}  ${ARCHIVE}\n`);
}

/** An executable that creates a file when it is run. */
const telling = (release: ServedRelease) =>
  executable("0.1.0").replace("\n", `\n: >'${release.path}/ran'\n`);

const ran = (release: ServedRelease) =>
  Deno.stat(join(release.path, "ran")).then(() => true, () => false);

inEachShell("does not run what --force replaces or removes", async (release, shell) => {
  for (const args of [["--force"], ["--uninstall", "--force"]]) {
    await release.put(telling(release));
    assertEquals((await release.install(shell, args)).code, 0);
    assert(!await ran(release));
  }
  // Without the change, it is run.
  await release.put(telling(release));
  assertEquals((await release.install(shell, ["--uninstall"])).code, 0);
  assert(await ran(release));
});

inEachShell("does not run the file of another user", async (release, shell) => {
  await release.put(telling(release));
  await Deno.chown(join(release.bin, "sluice"), 65534, 65534);
  for (const [args, does] of [[[], "replaces"], [["--uninstall"], "removes"]] as const) {
    const { code, err } = await release.install(shell, [...args]);
    assertEquals(code, 73);
    assertStringIncludes(err, `sluice is a link, or another user's; --force ${does} it`);
  }
  assert(!await ran(release));
  assertEquals((await release.install(shell, ["--uninstall", "--force"])).code, 0);
  assertEquals([await ran(release), release.listBin()], [false, []]);
}, Deno.build.os === "windows" || Deno.uid() !== 0);

inEachShell("rejects executables that do not answer", async (release, shell) => {
  const text = await Deno.readTextFile(INSTALLER);
  const stdin = text.replace(/^ANSWER_SECONDS=\d+$/m, "ANSWER_SECONDS=1");
  // The reader of the FIFO outlives the script that started it.
  const fifo = join(release.path, "fifo");
  assert((await new Deno.Command("mkfifo", { args: [fifo] }).output()).success);
  const hangs = `#!/bin/sh\ncat '${fifo}'\n`;
  await using _ = {
    // Opened for reading and writing, a FIFO needs no reader; its end ends the readers.
    async [Symbol.asyncDispose]() {
      (await Deno.open(fifo, { read: true, write: true })).close();
    },
  };
  await release.put(hangs);
  for (const args of [[], ["--uninstall"]]) {
    const { code, err } = await release.install(shell, args, { stdin });
    assertEquals(code, 73);
    assertStringIncludes(err, "is not sluice, or does not run");
  }
  assertEquals(release.listBin(), ["sluice"]);
  await release.add("0.3.0", hangs);
  const { code, err } = await release.install(shell, ["--force"], { stdin });
  assertEquals(code, 69);
  assertStringIncludes(err, "sluice does not run on this system: no answer within 1 seconds");
  assertEquals([await release.read(), release.listBin()], [hangs, ["sluice"]]);
});

inEachShell("shows no control characters of an executable", async (release, shell) => {
  const says = "printf 'sluice 0.2.0\\033[31m (Deno 2.9.6)\\n\\033]0;x\\007'";
  await release.put(`#!/bin/sh\n${says}\n`);
  assertEquals((await release.install(shell, [])).code, 73);
  for (const [end, status] of [["exit 0", 65], ["exit 1", 69]] as const) {
    await release.add("0.3.0", `#!/bin/sh\n${says}\n${says} >&2\n${end}\n`);
    const { code, out, err } = await release.install(shell, ["--force"]);
    assertEquals(code, status);
    assertStringIncludes(err, "sluice 0.2.0[31m (Deno 2.9.6)");
    // deno-lint-ignore no-control-regex
    assertMatch(out + err, /^[^\x00-\x09\x0b-\x1f\x7f]*$/);
  }
});

inEachShell("rejects checksums that are none, or two", async (release, shell) => {
  const sums = release.file("0.2.0", "SHA256SUMS");
  const sum = await sha256(release.file("0.2.0", ARCHIVE));
  for (
    const text of [
      `\x1b[31m${sum.slice(5)}  ${ARCHIVE}\n`,
      `${sum.slice(1)}  ${ARCHIVE}\n`,
      `${sum}0  ${ARCHIVE}\n`,
      `${"0".repeat(64)}  ${ARCHIVE}\n${sum}  ${ARCHIVE}\n`,
      `${sum}  ${ARCHIVE}\n${"0".repeat(64)} *${ARCHIVE}\n`,
    ]
  ) {
    await Deno.writeTextFile(sums, text);
    const { code, out, err } = await release.install(shell, []);
    assertEquals(code, 65, text);
    assertMatch(err, /SHA256SUMS has (no SHA-256|two checksums) of sluice-/);
    assert(!`${out}${err}`.includes("\x1b"));
  }
  await Deno.writeTextFile(sums, `${sum}  ${ARCHIVE}\n${sum} *${ARCHIVE}`);
  assertEquals((await release.install(shell, [])).code, 0);
});

inEachShell("rejects an archive that cannot be unpacked", async (release, shell) => {
  const archive = release.file("0.2.0", ARCHIVE);
  const whole = await Deno.readFile(archive);
  for (const bytes of [whole.slice(0, whole.length / 2), new Uint8Array(600), new Uint8Array()]) {
    await Deno.writeFile(archive, bytes);
    await sign(release);
    const { code, err } = await release.install(shell, []);
    assertEquals(code, 65);
    assertStringIncludes(err, `cannot unpack ${ARCHIVE}; nothing was installed`);
  }
  assertEquals(release.listBin(), undefined);
});

inEachShell("rejects an archive that holds a link as the executable", async (release, shell) => {
  const secret = join(release.path, "secret");
  await Deno.writeTextFile(secret, executable("0.2.0"), { mode: 0o600 });
  const inside = join(release.path, "made", STEM, "sluice");
  await Deno.mkdir(dirname(inside), { recursive: true });
  await Deno.symlink(secret, inside);
  const args = ["-czf", release.file("0.2.0", ARCHIVE), "-C", join(release.path, "made"), STEM];
  assert((await new Deno.Command("tar", { args }).output()).success);
  await sign(release);
  const { code, err } = await release.install(shell, []);
  assertEquals(code, 65);
  assertStringIncludes(err, `${ARCHIVE} does not hold sluice as a regular file`);
  assertEquals((await Deno.stat(secret)).mode! & 0o777, 0o600);
  assertEquals(release.listBin(), undefined);
});

inEachShell("rejects a folder with a line break, and removes none", async (release, shell) => {
  const foreign = join(release.path, "foreign");
  await Deno.mkdir(foreign);
  await release.add("0.3.0", "#!/bin/sh\nexit 1\n");
  // Created files are removed by lines of a list.
  const dir = join(release.path, `a\n${foreign}`);
  const cases = [{ args: ["--dir", dir] }, { args: [], env: { HOME: dir } }];
  for (const { args, env = {} } of cases) {
    const { code, err } = await release.install(shell, args, { env });
    assertEquals(code, 64);
    assertStringIncludes(err, "the folder has a line break in its name");
    assert((await Deno.stat(foreign)).isDirectory);
  }
});
