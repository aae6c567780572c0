/** Names that are not UTF-8 are left out of every list, and every list reports that. @module */

import { assertEquals, assertMatch } from "@std/assert";
import { temporaryFolder } from "../support/folder.ts";
import { run, start } from "../support/program.ts";
import { serving } from "../web/serving.ts";

/** A folder with one valid name and three with Latin-1 bytes: two files and a folder. */
async function withNames(use: (folder: string) => Promise<void>): Promise<void> {
  await using folder = await temporaryFolder();
  const script = `set -e; mkdir t; cd t; printf ok > good; printf x > "$(printf 'caf\\351')"; ` +
    `printf y > "$(printf '\\377')"; mkdir "$(printf 'd\\351')"`;
  const { success } = await new Deno.Command("sh", { args: ["-c", script], cwd: folder.path })
    .output();
  assertEquals(success, true);
  await use(`${folder.path}/t`);
}

/** Other systems' file systems reject such names. */
const onLinux = { ignore: Deno.build.os !== "linux" };

Deno.test("get --list reports how many names are not UTF-8", onLinux, async () => {
  await withNames(async (folder) => {
    await using server = await start(["serve", "files", folder, "--listen", "127.0.0.1:0"]);
    const [, port] = await server.waitFor(/Listening on \S+:(\d+)/);
    const { out, code } = await run(["get", `127.0.0.1:${port}`, "--list"]);
    assertEquals(out, "2\tgood\n# 3 names that are not UTF-8 are left out\n");
    assertEquals(code, 0);
  });
});

Deno.test("a Gopher menu reports how many names are not UTF-8", onLinux, async () => {
  await withNames(async (folder) => {
    await using server = await start(["serve", "gopher", folder, "--listen", "127.0.0.1:0"]);
    const [, port] = await server.waitFor(/Listening on \S+:(\d+)/);
    const { out } = await run(["gopher", `gopher://127.0.0.1:${port}/`]);
    assertMatch(out, /3 names that are not UTF-8 are left out/);
  });
});

Deno.test("the page of share reports how many names are not UTF-8", onLinux, async () => {
  await withNames(async (folder) => {
    await using server = await serving(["share", folder, "--no-token"]);
    const page = await (await fetch(new URL("/t/", server.url))).text();
    assertMatch(page, /3 names are not valid UTF-8 and cannot be downloaded/);
  });
});

Deno.test("send reports each name that it cannot open, and ends with 1", onLinux, async () => {
  await withNames(async (folder) => {
    await using into = await temporaryFolder();
    const listen = ["receive", "--listen", "127.0.0.1:0", "--plain", "--once", "--yes"];
    await using receiver = await start([...listen, "--into", into.path]);
    const [, port] = await receiver.waitFor(/Listening on \S+:(\d+)/);
    const { err, code } = await run(["send", folder, "--to", `127.0.0.1:${port}`, "--plain"]);
    assertEquals(err.match(/^Failed: .*: .*name is not UTF-8$/gm)?.length, 3, err);
    assertEquals(err.match(/^3 names are not UTF-8, and Deno cannot open/gm)?.length, 1, err);
    assertMatch(err, /Sent 1 file .*; 3 failed/);
    assertEquals(code, 1);
    assertEquals(Deno.readTextFileSync(`${into.path}/t/good`), "ok");
  });
});
