import { assertEquals, assertMatch } from "@std/assert";
import { commandLine, run, startCommand } from "../support/program.ts";
import { temporaryFolder } from "../support/folder.ts";

const SECRET = "correct horse battery staple\n";
/** A port without a listener: the program connects to it only after it has read a secret. */
const WORDS = ["receive", "--from", "127.0.0.1:1", "--retry", "0", "--secret-file"];
const onUnix = { ignore: Deno.build.os === "windows" };

for (const path of ["-", "/dev/stdin", "/dev/fd/0"]) {
  Deno.test(`--secret-file ${path} reads standard input`, onUnix, async () => {
    const { code, err } = await run([...WORDS, path], { stdin: SECRET });
    assertMatch(err, /connection refused/);
    assertEquals(code, 69);
  });
}

Deno.test("--secret-file reads a pipe, as a shell's <(PROGRAM) makes it", onUnix, async () => {
  const words = await commandLine([...WORDS, "/dev/fd/3"]);
  await using program = startCommand(["/bin/sh", "-c", 'exec "$@" 3<&0', "sh", ...words], {
    stdin: SECRET,
  });
  const { code, err } = await program.ended;
  assertMatch(err, /connection refused/);
  assertEquals(code, 69);
});

Deno.test(
  "rejects a secret file that the runtime does not open, and says what to do",
  onUnix,
  async () => {
    await using folder = await temporaryFolder();
    await Deno.writeTextFile(`${folder.path}/secret`, SECRET);
    const words = await commandLine([...WORDS, "/dev/fd/3"]);
    const script = `exec "$@" 3<'${folder.path}/secret'`;
    await using program = startCommand(["/bin/sh", "-c", script, "sh", ...words]);
    const { code, err } = await program.ended;
    assertMatch(
      err,
      /^sluice: Cannot read the secret "\/dev\/fd\/3": Deno does not open .*devices/,
    );
    assertEquals(code, 77);
  },
);

for (
  const [what, path, expected] of [
    ["without end", "/dev/zero", [64, /longer than 4096 bytes/]],
    ["that is a folder", "/", [74, /Cannot read the secret "\/": it is a folder/]],
    ["that does not exist", "/nonexistent", [66, /no such file/]],
  ] as const
) {
  Deno.test(`a secret file ${what} ends with ${expected[0]}`, onUnix, async () => {
    const { code, err } = await run([...WORDS, path]);
    assertMatch(err, expected[1]);
    assertEquals(code, expected[0]);
  });
}

Deno.test("rejects standard input as both the secret and the content", async () => {
  const words = ["send", "-", "--name", "x", "--to", "127.0.0.1:1", "--secret-file", "-"];
  const { code, err } = await run(words, { stdin: SECRET });
  assertMatch(err, /both read standard input/);
  assertEquals(code, 64);
});
