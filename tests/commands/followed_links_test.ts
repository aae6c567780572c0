// Links that lead out of a sent folder, and paths that lead into an unfinished transfer.

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { temporaryFolder } from "../support/folder.ts";
import { run, start } from "../support/program.ts";

const options = { ignore: Deno.build.os === "windows" };
const STAGING = `.sluice-${"0".repeat(32)}`;

/** Sends paths of a folder; returns the contents of `DIR/in`, and the output of both sides. */
async function send(cwd: string, ...words: string[]) {
  const listen = ["--plain", "--listen", "127.0.0.1:0", "--once", "--into", "in", "--yes"];
  await using receiver = await start(["receive", ...listen], { cwd });
  const [, port] = await receiver.waitFor(/Listening on \S+:(\d+)/);
  const sent = await run(["send", ...words, "--plain", "--to", `127.0.0.1:${port}`], { cwd });
  return { sent, received: await receiver.ended };
}

Deno.test({
  ...options,
  name: "sends files and folders behind links that lead out, with --symlinks follow",
}, async () => {
  await using folder = await temporaryFolder();
  const at = (...names: string[]) => join(folder.path, ...names);
  for (const name of ["proj", "out"]) await Deno.mkdir(at(name));
  await Deno.writeTextFile(at("proj", "a"), "a");
  await Deno.writeTextFile(at("out", "x"), "x");
  await Deno.symlink("../out/x", at("proj", "file"));
  await Deno.symlink("../out", at("proj", "folder"));
  const { sent, received } = await send(folder.path, "--symlinks", "follow", "proj");
  assertEquals([sent.code, received.code], [0, 0], sent.err + received.err);
  for (const [path, text] of [["a", "a"], ["file", "x"], ["folder/x", "x"]]) {
    assertEquals(await Deno.readTextFile(at("in", "proj", path!)), text);
  }
});

Deno.test({
  ...options,
  name: "does not send, share or serve an unfinished transfer under another name",
}, async () => {
  await using folder = await temporaryFolder();
  const cwd = folder.path;
  await Deno.mkdir(join(cwd, STAGING, "tree"), { recursive: true });
  await Deno.writeTextFile(join(cwd, STAGING, "pairing.json"), "secret");
  await Deno.symlink(STAGING, join(cwd, "link"));
  await Deno.mkdir(join(cwd, "proj"));
  await Deno.symlink(`../${STAGING}`, join(cwd, "proj", "link"));
  for (const path of ["link", STAGING, `${STAGING}/pairing.json`, `${STAGING}/tree`]) {
    for (const words of [["send"], ["share"]]) {
      const { code, err, out } = await run([...words, path], { cwd });
      assertEquals(code, 66, err);
      assertMatch(err, /: it is part of an unfinished transfer\n$/);
      assertEquals(out, "");
    }
  }
  for (const path of ["link", STAGING]) {
    for (const words of [["serve", "files", path], ["serve", "gopher", path]]) {
      const { code, err } = await run([...words, "--listen", "127.0.0.1:0"], { cwd });
      assertEquals(code, 66, err);
    }
    for (const words of [["receive", "--plain", "--from", "127.0.0.1:9", "--into"], ["drop"]]) {
      const { code, err } = await run([...words, path], { cwd });
      assertEquals(code, 73, err);
    }
  }
  for (
    const words of [["send", "proj/.sluice-mine"], ["share", "proj/.sluice-mine"], ["share", ""]]
  ) {
    await Deno.writeTextFile(join(cwd, "proj", ".sluice-mine"), "");
    const { code, err } = await run([...words], { cwd });
    assertEquals([code, /mistake|nternal/.test(err)], [words[1] === "" ? 66 : 64, false], err);
  }
  assertEquals((await run(["drop", ""], { cwd })).code, 64);
  await Deno.remove(join(cwd, "proj", ".sluice-mine"));
  const { sent } = await send(cwd, "--symlinks", "follow", "proj");
  assertStringIncludes(sent.err, 'Skipped: "proj/link": it is part of an unfinished transfer');
  assertEquals(Array.from(Deno.readDirSync(join(cwd, "in", "proj"))), []);
});
