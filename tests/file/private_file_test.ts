import { assert, assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import {
  makePrivate,
  readPrivateFile,
  stateFolder,
  writePrivateFile,
} from "../../lib/file/private_file.ts";
import { temporaryFolder } from "../support/folder.ts";

const env = (variables: Record<string, string>) => (name: string) => variables[name];

Deno.test({
  name: "the folder is that of the XDG specification, and never a relative one",
  ignore: Deno.build.os === "windows",
  fn() {
    const cases: [Record<string, string>, string | undefined][] = [
      [{}, undefined],
      [{ HOME: "/home/a" }, "/home/a/.local/state/sluice"],
      [{ HOME: "/home/a", XDG_STATE_HOME: "/state" }, "/state/sluice"],
      [{ HOME: "/home/a", XDG_STATE_HOME: "state" }, "/home/a/.local/state/sluice"],
      [{ HOME: "/home/a", XDG_STATE_HOME: "" }, "/home/a/.local/state/sluice"],
      [{ HOME: "" }, undefined],
      [{ HOME: "home/a" }, undefined],
    ];
    for (const [variables, folder] of cases) {
      assertEquals(stateFolder(env(variables), "linux"), folder, JSON.stringify(variables));
    }
  },
});

Deno.test("on Windows the folder is in the local application data", () => {
  const local = stateFolder(env({ LOCALAPPDATA: join("C:", "Local"), HOME: "/x" }), "windows");
  assertEquals(local, join("C:", "Local", "sluice"));
  assertEquals(stateFolder(env({ HOME: "/home/a" }), "windows"), undefined);
});

Deno.test("reads what was written, with its folders", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "a/b/file");
  writePrivateFile(path, "one");
  assertEquals(readPrivateFile(path), "one");
  writePrivateFile(path, "two");
  assertEquals(readPrivateFile(path), "two");
  assertEquals(Array.from(Deno.readDirSync(join(folder.path, "a/b")), ({ name }) => name), [
    "file",
  ]);
});

Deno.test({
  name: "only the owner may read a file and its folder, whatever the umask is",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "state", "file");
    const before = Deno.umask(0);
    try {
      writePrivateFile(path, "secret");
      assertEquals(Deno.statSync(path).mode! & 0o777, 0o600);
      assertEquals(Deno.statSync(join(folder.path, "state")).mode! & 0o777, 0o700);
      Deno.umask(0o777);
      writePrivateFile(path, "again");
    } finally {
      Deno.umask(before);
    }
    assertEquals(Deno.statSync(path).mode! & 0o777, 0o600);
  },
});

Deno.test({
  name: "a file that others could read before is replaced by one that they cannot",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using folder = await temporaryFolder();
    const [path, elsewhere] = [join(folder.path, "file"), join(folder.path, "elsewhere")];
    await Deno.writeTextFile(elsewhere, "kept");
    await Deno.symlink(elsewhere, path);
    writePrivateFile(path, "secret");
    assertEquals(await Deno.readTextFile(elsewhere), "kept");
    assert((await Deno.lstat(path)).isFile);
    assertEquals((await Deno.lstat(path)).mode! & 0o777, 0o600);
  },
});

Deno.test({
  name: "takes a file from users who could read it, and tells it",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "file");
    writePrivateFile(path, "secret");
    assertEquals(makePrivate(path), false);
    Deno.chmodSync(path, 0o640);
    assertEquals(makePrivate(path), true);
    assertEquals(Deno.statSync(path).mode! & 0o777, 0o600);
    assertEquals(makePrivate(join(folder.path, "missing")), false);
  },
});

Deno.test("a missing file, a folder and a file that is too large are not read", async () => {
  await using folder = await temporaryFolder();
  assertEquals(readPrivateFile(join(folder.path, "missing")), undefined);
  assertEquals(readPrivateFile(folder.path), undefined);
  const large = join(folder.path, "large");
  await Deno.writeTextFile(large, "x");
  await Deno.truncate(large, 1024 * 1024);
  assertEquals(readPrivateFile(large)?.length, 1024 * 1024);
  await Deno.truncate(large, 1024 * 1024 + 1);
  assertEquals(readPrivateFile(large), undefined);
});

Deno.test("a write that fails leaves nothing behind", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "file");
  await Deno.mkdir(join(path, "in the way"), { recursive: true });
  assertThrows(() => writePrivateFile(path, "x"));
  assertEquals(Array.from(Deno.readDirSync(folder.path), ({ name }) => name), ["file"]);
});
