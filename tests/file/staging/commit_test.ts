import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { LocalError } from "../../../lib/errors.ts";
import { IF_EXISTS, shouldReplace } from "../../../lib/file/if_exists.ts";
import { commit } from "../../../lib/file/staging/commit.ts";
import { refuseExisting } from "../../../lib/file/existing_name.ts";
import { describeTree } from "../../support/folder.ts";
import { Temporary } from "../temporary.ts";

/** A staged tree and a destination. */
function prepare(staged: string[], existing: string[]): Temporary {
  const temporary = new Temporary();
  temporary.folder("tree");
  temporary.folder("into");
  for (const path of staged) temporary.write(`tree/${path}`, "new");
  for (const path of existing) temporary.write(`into/${path}`, "old");
  return temporary;
}

Deno.test("lists the policies, refuse first", () => {
  assertEquals(IF_EXISTS, ["refuse", "skip", "rename", "overwrite", "update"]);
});

Deno.test("moves entries with free names, whatever the policy", async () => {
  for (const policy of IF_EXISTS) {
    using temporary = prepare(["a", "d/b", "d/e/c"], ["x"]);
    const { renamed, skipped, failed } = await commit(
      temporary.at("tree"),
      temporary.at("into"),
      policy,
    );
    assertEquals([renamed.size, skipped.size, failed.size], [0, 0, 0]);
    assertEquals(temporary.names("into"), ["a", "d", "x"]);
    assertEquals(temporary.read("into/d/e/c"), "new");
    assertEquals(temporary.names("tree"), []);
  }
});

Deno.test("commits all or nothing with refuse", async () => {
  for (const clash of ["a", "d", "z"]) {
    using temporary = prepare(["a", "d/b", "z"], [clash]);
    const error = await assertRejects(
      () => commit(temporary.at("tree"), temporary.at("into"), "refuse"),
      LocalError,
      `"${clash}" already exists; use --if-exists skip, rename, overwrite or update`,
    );
    assertEquals(error.code, "exists");
    assertEquals(temporary.names("into"), [clash]);
    assertEquals(temporary.read(`into/${clash}`), "old");
    assertEquals(temporary.names("tree"), ["a", "d", "z"]);
  }
});

Deno.test("keeps existing files with skip, and adds new ones", async () => {
  using temporary = prepare(["a", "d/b", "d/c"], ["a", "d/b"]);
  const { skipped } = await commit(temporary.at("tree"), temporary.at("into"), "skip");
  assertEquals([...skipped], ["a", "d/b"]);
  assertEquals(temporary.read("into/a"), "old");
  assertEquals(temporary.read("into/d/c"), "new");
});

Deno.test("replaces existing files with overwrite, and keeps others", async () => {
  using temporary = prepare(["a", "d/b"], ["a", "d/b", "d/stays"]);
  await commit(temporary.at("tree"), temporary.at("into"), "overwrite");
  assertEquals(temporary.read("into/a"), "new");
  assertEquals(temporary.read("into/d/b"), "new");
  assertEquals(temporary.read("into/d/stays"), "old");
});

Deno.test("adds the first free number before the extension with rename", async () => {
  const existing = ["a.tar.gz", "a.tar (1).gz", "noext", ".hidden", "d.d/x"];
  using temporary = prepare(["a.tar.gz", "noext", ".hidden", "d.d/x"], existing);
  const { renamed } = await commit(temporary.at("tree"), temporary.at("into"), "rename");
  assertEquals(Object.fromEntries(renamed), {
    "a.tar.gz": "a.tar (2).gz",
    "noext": "noext (1)",
    ".hidden": ".hidden (1)",
    "d.d/x": "d.d/x (1)",
  });
  for (const path of existing) assertEquals(temporary.read(`into/${path}`), "old", path);
  for (const path of renamed.values()) assertEquals(temporary.read(`into/${path}`), "new", path);
});

Deno.test("does not replace an empty folder with rename", async () => {
  using temporary = prepare(["a/x"], ["a"]);
  temporary.folder("into/a (1)");
  const { renamed } = await commit(temporary.at("tree"), temporary.at("into"), "rename");
  assertEquals([...renamed], [["a", "a (2)"]]);
  assertEquals(temporary.names("into"), ["a", "a (1)", "a (2)"]);
  assertEquals(temporary.names("into/a (1)"), []);
});

Deno.test("replaces with update where the new file is newer or of another size", async () => {
  const old = { size: 5, mtime: 1000 };
  assertEquals(shouldReplace("update", { size: 5, mtime: 1000 }, old), false);
  assertEquals(shouldReplace("update", { size: 5, mtime: 999 }, old), false);
  assertEquals(shouldReplace("update", { size: 5, mtime: 1001 }, old), true);
  assertEquals(shouldReplace("update", { size: 4, mtime: 1 }, old), true);
  assertEquals(shouldReplace("update", { size: null, mtime: 1 }, old), true);
  assertEquals(shouldReplace("skip", { size: 9, mtime: 9999 }, old), false);
  for (const policy of ["overwrite", "rename", "refuse"] as const) {
    assertEquals(shouldReplace(policy, old, old), true);
  }
  using temporary = prepare(["older", "newer"], ["older", "newer"]);
  Deno.utimeSync(temporary.at("tree/older"), 1000, 1000);
  Deno.utimeSync(temporary.at("tree/newer"), 3000, 3000);
  for (const name of ["older", "newer"]) Deno.utimeSync(temporary.at("into", name), 2000, 2000);
  const { skipped } = await commit(temporary.at("tree"), temporary.at("into"), "update");
  assertEquals([...skipped], ["older"]);
  assertEquals([temporary.read("into/older"), temporary.read("into/newer")], ["old", "new"]);
});

Deno.test("reports a file that meets a folder, and a folder that meets a file, and commits the rest", async () => {
  for (const policy of ["skip", "overwrite", "update"] as const) {
    using temporary = prepare(["a/f", "b", "c"], ["a", "b/g"]);
    const { failed } = await commit(temporary.at("tree"), temporary.at("into"), policy);
    assertEquals(Object.fromEntries(failed), {
      a: "a file of that name already exists",
      b: "a folder of that name already exists",
    });
    assertEquals(temporary.read("into/a"), "old");
    assertEquals(temporary.read("into/b/g"), "old");
    assertEquals(temporary.read("into/c"), "new");
  }
});

Deno.test("rejects existing names before anything is sent, also a dangling link", () => {
  using temporary = prepare([], ["a", "d/b"]);
  const into = temporary.at("into");
  refuseExisting(into, ["free", "also free"]);
  assertThrows(() => refuseExisting(into, ["free", "a"]), LocalError, '"a"');
  assertThrows(() => refuseExisting(into, ["d"]), LocalError, '"d"');
  if (Deno.build.os === "windows") return;
  Deno.symlinkSync("nowhere", temporary.at("into/dangling"));
  assertThrows(() => refuseExisting(into, ["dangling"]), LocalError, '"dangling"');
});

Deno.test("rejects more names that meet others than may be held, and puts back what was moved", async () => {
  for (const policy of ["skip", "rename", "update"] as const) {
    using temporary = new Temporary();
    for (let n = 0; n < 20; n++) {
      temporary.write(`tree/d/${n}`, "new");
      temporary.write(`tree/d/new${n}`, "new");
      temporary.write(`into/d/${n}`, "old");
    }
    Deno.utimeSync(temporary.at("into/d/0"), 9e9, 9e9);
    const most = 10 * (64 + 8);
    const error = await assertRejects(
      () => commit(temporary.at("tree"), temporary.at("into"), policy, { most }),
      LocalError,
      "too many of the names already exist",
    );
    assertEquals(error.code, "cannot_create", policy);
    assertEquals(temporary.names("into/d").length, 20, policy);
    // Enough, and the rest is placed.
    await commit(temporary.at("tree"), temporary.at("into"), policy, {
      most: 40 * 3 * (64 + 20),
    });
    assertEquals(temporary.read("into/d/new19"), "new", policy);
  }
});

Deno.test("replaces nothing where a commit fails, and restores the staged tree", async () => {
  for (const policy of ["overwrite", "update"] as const) {
    using temporary = new Temporary();
    const paths = ["a/1", "a/2", "b", "c/d/3", "z"];
    for (const path of paths) {
      temporary.write(`tree/${path}`, `newer ${path}`);
      temporary.write(`into/${path}`, `old ${path}`);
      Deno.chmodSync(temporary.at("into", path), 0o640);
    }
    temporary.write("tree/c/new", "new");
    const before = describeTree(temporary.at("into"));
    const staged = describeTree(temporary.at("tree"));
    // Room for all of them but the last.
    const most = paths.slice(0, -1).reduce((sum, path) => sum + path.length * 2 + 64, 74);
    await assertRejects(
      () => commit(temporary.at("tree"), temporary.at("into"), policy, { most }),
      LocalError,
      "too many of the names already exist",
    );
    const files = (tree: Map<string, string>) =>
      [...tree].filter(([path, what]) => !what.startsWith("dir") && !path.startsWith(".sluice"));
    assertEquals(files(describeTree(temporary.at("into"))), files(before), policy);
    assertEquals(files(describeTree(temporary.at("tree"))), files(staged), policy);
    await commit(temporary.at("tree"), temporary.at("into"), policy);
    for (const path of paths) assertEquals(temporary.read(`into/${path}`), `newer ${path}`);
    assertEquals(temporary.names("tree").filter((name) => name.startsWith(".")), []);
  }
});

Deno.test("undoes an interrupted commit", async () => {
  using temporary = prepare(["a", "b"], ["a", "b"]);
  const controller = new AbortController();
  controller.abort(new LocalError("io", "stop"));
  const options = { signal: controller.signal };
  await assertRejects(
    () => commit(temporary.at("tree"), temporary.at("into"), "overwrite", options),
    LocalError,
    "stop",
  );
  assertEquals([temporary.read("into/a"), temporary.read("into/b")], ["old", "old"]);
  assertEquals([temporary.read("tree/a"), temporary.read("tree/b")], ["new", "new"]);
});

Deno.test({
  name: "replaces links, pipes and sockets, and restores them",
  ignore: Deno.build.os === "windows",
  async fn() {
    using temporary = prepare(["a", "b", "z"], ["z"]);
    Deno.symlinkSync("elsewhere", temporary.at("into/a"));
    assertEquals(
      new Deno.Command("mkfifo", { args: [temporary.at("into/b")] }).outputSync().code,
      0,
    );
    const most = 2 * (64 + 2);
    await assertRejects(() =>
      commit(temporary.at("tree"), temporary.at("into"), "overwrite", { most })
    );
    assertEquals(Deno.readLinkSync(temporary.at("into/a")), "elsewhere");
    assertEquals(Deno.lstatSync(temporary.at("into/b")).isFifo, true);
    await commit(temporary.at("tree"), temporary.at("into"), "overwrite");
    assertEquals([temporary.read("into/a"), temporary.read("into/b")], ["new", "new"]);
  },
});

Deno.test("shortens the stem of a name that would be too long with rename", async () => {
  const long = "n".repeat(251) + ".txt";
  const wide = "\u00e9".repeat(125) + ".txt";
  using temporary = prepare([long, wide, "f/x"], [long, wide]);
  const { renamed } = await commit(temporary.at("tree"), temporary.at("into"), "rename");
  assertEquals(Object.fromEntries(renamed), {
    [long]: "n".repeat(247) + " (1).txt",
    [wide]: "\u00e9".repeat(123) + " (1).txt",
  });
  for (const path of renamed.values()) assertEquals(temporary.read(`into/${path}`), "new", path);
  for (const path of [long, wide]) assertEquals(temporary.read(`into/${path}`), "old", path);
  temporary.write(`tree/${long}`, "third");
  const again = await commit(temporary.at("tree"), temporary.at("into"), "rename");
  assertEquals(again.renamed.get(long), "n".repeat(247) + " (2).txt");
});

Deno.test("checks again where another program takes a name at the same moment", async () => {
  // The look at the destination says it is free; the link finds that it is not.
  using temporary = prepare(["a"], []);
  const real = Deno.linkSync;
  const policies = [["rename", "mine"], ["skip", "mine"], ["overwrite", "new"]] as const;
  for (const [policy, stays] of policies) {
    temporary.write("tree/a", "new");
    let isTaken = false;
    Deno.linkSync = (from, to) => {
      if (!isTaken) temporary.write("into/a", "mine");
      isTaken = true;
      real(from, to);
    };
    try {
      await commit(temporary.at("tree"), temporary.at("into"), policy);
    } finally {
      Deno.linkSync = real;
    }
    assertEquals(temporary.read("into/a"), stays, policy);
    for (const name of temporary.names("into")) Deno.removeSync(temporary.at("into", name));
  }
});

Deno.test({
  name: "replaces and restores files on a disk without hard links",
  async fn() {
    const real = Deno.linkSync;
    Deno.linkSync = () => {
      throw Object.assign(new Deno.errors.PermissionDenied("no links"), { code: "EPERM" });
    };
    try {
      using temporary = prepare(["a", "b", "c"], ["a", "b"]);
      await assertRejects(() =>
        commit(temporary.at("tree"), temporary.at("into"), "overwrite", { most: 2 * 66 })
      );
      assertEquals(temporary.names("into"), ["a", "b"]);
      assertEquals([temporary.read("into/a"), temporary.read("into/b")], ["old", "old"]);
      assertEquals([temporary.read("tree/a"), temporary.read("tree/b")], ["new", "new"]);
      await commit(temporary.at("tree"), temporary.at("into"), "overwrite");
      for (const name of ["a", "b", "c"]) assertEquals(temporary.read(`into/${name}`), "new");
    } finally {
      Deno.linkSync = real;
    }
  },
});

Deno.test("leaves no name without a file where a killed session is not recovered, and lists what stays", async () => {
  const real = { link: Deno.linkSync, rename: Deno.renameSync };
  using temporary = prepare(["a", "b", "n", "z"], ["a", "b", "z"]);
  Deno.linkSync = () => {
    throw Object.assign(new Deno.errors.PermissionDenied("no links"), { code: "EPERM" });
  };
  Deno.renameSync = (from, to) => {
    real.rename(from, to);
    for (const name of ["a", "b", "z"]) Deno.lstatSync(temporary.at("into", name));
  };
  try {
    const error = await assertRejects(
      () =>
        commit(temporary.at("tree"), temporary.at("into"), "overwrite", {
          most: 3 * 66,
          recovers: false,
        }),
      LocalError,
    );
    assertEquals(error.message.split("; ").at(-1), 'left in place: "b", "a"');
    assertEquals(temporary.names("into"), ["a", "b", "z"]);
    const found = ["a", "b", "z"].map((name) => temporary.read(`into/${name}`));
    assertEquals(found, ["new", "new", "old"]);
  } finally {
    Object.assign(Deno, { linkSync: real.link, renameSync: real.rename });
  }
});

Deno.test("lists what cannot be undone", async () => {
  using temporary = prepare(["a", "b"], ["a", "b"]);
  const real = Deno.renameSync;
  Deno.renameSync = (from, to) => {
    // Only the way back is barred.
    if (String(from).includes(".sluice-kept")) throw new Deno.errors.PermissionDenied("no");
    real(from, to);
  };
  try {
    const error = await assertRejects(
      () => commit(temporary.at("tree"), temporary.at("into"), "overwrite", { most: 70 }),
      LocalError,
    );
    assertEquals(
      error.message.endsWith('; left in place: "a"'),
      true,
      error.message,
    );
  } finally {
    Deno.renameSync = real;
  }
  assertEquals([temporary.read("into/a"), temporary.read("into/b")], ["new", "old"]);
});
