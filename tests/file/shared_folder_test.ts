import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { LocalError, RefusedError } from "../../lib/errors.ts";
import { SharedFolder } from "../../lib/file/shared_folder.ts";
import { temporaryFolder } from "../support/folder.ts";
import { Temporary } from "./temporary.ts";

/** A shared folder `docs` with something hidden in it, and something beside it. */
async function withFolder(use: (docs: string) => Promise<void>): Promise<void> {
  await using folder = await temporaryFolder();
  const docs = join(await Deno.realPath(folder.path), "docs");
  for (const path of ["sub/deep", ".git", "../docs-secret"]) {
    await Deno.mkdir(join(docs, path), { recursive: true });
  }
  for (const path of ["a", ".env", ".git/config", "sub/.env", "sub/b", "../docs-secret/key"]) {
    await Deno.writeTextFile(join(docs, path), path);
  }
  await use(docs);
}

async function walked(folder: SharedFolder, most = 100, from = ""): Promise<string[]> {
  const files = await Array.fromAsync(folder.walk({ most, from }));
  return files.map(({ path }) => path);
}

const namesIn = async (folder: SharedFolder, name?: string) =>
  (await folder.list(name)).map(({ name }) => name);

Deno.test("serves no hidden name and lists none, also behind a link", async () => {
  await withFolder(async (docs) => {
    await Deno.symlink(".git", join(docs, "visible"));
    await Deno.symlink("../.env", join(docs, "sub/env"));
    await Deno.symlink("a", join(docs, ".link"));
    const folder = new SharedFolder(docs, { follow: true });
    const hidden = [".env", ".git/config", "sub/.env", "visible/config", "sub/env", ".link"];
    for (const name of hidden) {
      await assertRejects(() => folder.open(name), RefusedError, "No such file");
      assertEquals(await folder.kindOf(name), undefined, name);
    }
    for (const name of [".git", "visible"]) {
      await assertRejects(() => folder.list(name), RefusedError, "No such file");
    }
    assertEquals(await namesIn(folder), ["a", "sub"]);
    assertEquals(await walked(folder), ["a", "sub/b"]);
  });
});

Deno.test("follows links inside the folder only where that is allowed", async () => {
  await withFolder(async (docs) => {
    await Deno.symlink("sub", join(docs, "folder"));
    await Deno.symlink("sub/b", join(docs, "file"));
    const following = new SharedFolder(docs, { follow: true });
    (await following.open("folder/b")).close();
    (await following.open("file")).close();
    assertEquals(await namesIn(following), ["a", "file", "folder", "sub"]);
    const folder = new SharedFolder(docs);
    for (const name of ["folder/b", "file"]) {
      await assertRejects(() => folder.open(name), RefusedError, "No such file");
      assertEquals(await folder.kindOf(name), undefined, name);
    }
    await assertRejects(() => folder.list("folder"), RefusedError, "No such file");
    assertEquals(await namesIn(folder), ["a", "sub"]);
    assertEquals(await walked(folder), ["a", "sub/b"]);
  });
});

Deno.test("serves and lists hidden names where that is allowed", async () => {
  await withFolder(async (docs) => {
    const folder = new SharedFolder(docs, { hidden: true });
    (await folder.open(".git/config")).close();
    assertEquals(await namesIn(folder), [".env", ".git", "a", "sub"]);
    assertEquals(await walked(folder), [".env", "a", ".git/config", "sub/.env", "sub/b"]);
  });
});

Deno.test("serves no folder beside the shared one whose name begins with its name", async () => {
  await withFolder(async (docs) => {
    await Deno.symlink("../docs-secret", join(docs, "out"));
    await Deno.symlink(join(docs, "../docs-secret/key"), join(docs, "key"));
    const folder = new SharedFolder(docs, { hidden: true, follow: true });
    for (const name of ["out/key", "key", "out"]) {
      await assertRejects(() => folder.open(name), RefusedError, "No such file");
    }
    await assertRejects(() => folder.open("../docs-secret/key"), RefusedError, "Not a name in");
    assertEquals(await namesIn(folder, "sub"), [".env", "b", "deep"]);
    assertEquals((await namesIn(folder)).includes("out"), false);
  });
});

Deno.test("enters each folder once in a walk, however many links lead to it", async () => {
  await withFolder(async (docs) => {
    for (const name of ["x", "y"]) {
      await Deno.symlink(".", join(docs, "sub", name));
      await Deno.symlink("..", join(docs, "sub/deep", name));
    }
    const folder = new SharedFolder(docs, { follow: true });
    assertEquals(await walked(folder), ["a", "sub/b"]);
    assertEquals(await walked(folder, 100, "sub/deep"), ["sub/deep/x/b"]);
  });
});

Deno.test("limits a walk, and skips what cannot be read", async () => {
  await withFolder(async (docs) => {
    for (let n = 0; n < 50; n++) await Deno.symlink("nowhere", join(docs, `sub/dead ${n}`));
    const folder = new SharedFolder(docs);
    assertEquals((await walked(folder, 1000)).length, 2);
    assertEquals((await walked(folder, 20)).length <= 2, true);
    await Deno.chmod(join(docs, "sub/deep"), 0);
    assertEquals(await walked(folder), ["a", "sub/b"]);
    await Deno.chmod(join(docs, "sub/deep"), 0o700);
  });
});

Deno.test("ends a walk with the signal's reason", async () => {
  await withFolder(async (docs) => {
    const stop = new AbortController();
    const walk = new SharedFolder(docs).walk({ most: 100, signal: stop.signal });
    assertEquals((await walk.next()).value?.path, "a");
    stop.abort(new Error("that is enough"));
    await assertRejects(() => walk.next(), Error, "that is enough");
  });
});

Deno.test("neither serves nor lists unfinished transfers, hidden names included", async () => {
  await withFolder(async (docs) => {
    await Deno.mkdir(join(docs, ".sluice-0123"));
    await Deno.writeTextFile(join(docs, ".sluice-0123/half"), "half");
    await Deno.symlink(".sluice-0123", join(docs, "link"));
    const folder = new SharedFolder(docs, { hidden: true, follow: true });
    assertEquals(await namesIn(folder), [".env", ".git", "a", "sub"]);
    for (const name of [".sluice-0123", ".sluice-0123/half", "link/half"]) {
      await assertRejects(() => folder.open(name), RefusedError);
    }
    assertEquals((await walked(folder)).filter((path) => path.includes("half")), []);
  });
});

Deno.test({
  name: "opens plain files only, and does not wait for a pipe",
  ignore: Deno.build.os === "windows",
  async fn() {
    using temporary = new Temporary();
    new Deno.Command("mkfifo", { args: [temporary.at("pipe")] }).outputSync();
    // A pipe without a writer would be waited for; with one it would be opened.
    using _writer = Deno.openSync(temporary.at("pipe"), { read: true, write: true });
    const error = await assertRejects(
      () => new SharedFolder(temporary.path).open("pipe"),
      RefusedError,
    );
    assertEquals(error.message, "Not a plain file");
  },
});

Deno.test("rejects a file that becomes shorter while it is read", async () => {
  using temporary = new Temporary();
  const path = temporary.write("a", "long enough");
  const file = await new SharedFolder(temporary.path).open("a");
  Deno.truncateSync(path, 4);
  try {
    await assertRejects(() => Array.fromAsync(file.chunks()), LocalError, "file shrank");
  } finally {
    file.close();
  }
});

Deno.test("opens nothing below a folder that becomes a link after the look-up", async () => {
  await withFolder(async (docs) => {
    Deno.writeTextFileSync(join(docs, "../docs-secret/b"), "secret");
    const { lstat } = Deno;
    Deno.lstat = async (path) => {
      Deno.lstat = lstat;
      Deno.renameSync(join(docs, "sub"), join(docs, "aside"));
      Deno.symlinkSync("../docs-secret", join(docs, "sub"));
      return await lstat(path);
    };
    try {
      const folder = new SharedFolder(docs);
      await assertRejects(() => folder.open("sub/b"), RefusedError, "No such file");
    } finally {
      Deno.lstat = lstat;
    }
  });
});

Deno.test("opens nothing but what it looked at, whatever has the name by then", async () => {
  await withFolder(async (docs) => {
    const swaps: ((path: string) => void)[] = [
      (path) => Deno.symlinkSync("../docs-secret/key", path),
      (path) => Deno.writeTextFileSync(path, "another"),
    ];
    for (const swap of swaps) {
      const path = join(docs, "a");
      const { open } = Deno;
      // Between the look and the opening.
      const swapped: typeof Deno.open = async (name, options) => {
        Deno.renameSync(path, `${path} before`);
        swap(path);
        return await open(name, options);
      };
      Object.assign(Deno, { open: swapped });
      try {
        const folder = new SharedFolder(docs);
        await assertRejects(() => folder.open("a"), RefusedError, "No such file");
      } finally {
        Object.assign(Deno, { open });
      }
      Deno.renameSync(`${path} before`, path);
      (await new SharedFolder(docs).open("a")).close();
    }
  });
});
