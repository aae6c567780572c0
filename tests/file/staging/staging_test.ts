import { assert, assertEquals, assertThrows } from "@std/assert";
import { LocalError } from "../../../lib/errors.ts";
import { EntryError } from "../../../lib/file/entry_error.ts";
import { type SafePath, safePath } from "../../../lib/file/safe_path.ts";
import { basename, dirname } from "node:path";
import { CommitJournal } from "../../../lib/file/staging/commit_journal.ts";
import { discardUnfinished } from "../../../lib/file/staging/discard_unfinished.ts";
import { committedEarlier, listUnfinished } from "../../../lib/file/staging/unfinished.ts";
import { keepPairing, keptPairings } from "../../../lib/file/staging/pairing_file.ts";
import { removeTree } from "../../../lib/file/staging/remove_tree.ts";
import { Staging } from "../../../lib/file/staging/staging.ts";
import { Temporary } from "../temporary.ts";

const unix = Deno.build.os !== "windows";
const path = (text: string): SafePath => safePath(text, "linux");
const offer = { names: ["a"], digest: "sha256" };
const open = (into: string, resume = true, of = offer) => Staging.open(into, of, resume);

/** Makes a file with content, as a transfer does. */
function put(staging: Staging, name: string, content: string): void {
  using file = staging.tree.createFile(path(name), 0o644);
  file.writeSync(new TextEncoder().encode(content));
}

Deno.test("creates a private folder in the destination with the offer in it", () => {
  using temporary = new Temporary();
  const staging = open(temporary.path);
  const [name] = temporary.names();
  assert(/^\.sluice-[0-9a-f]{32}$/.test(name!), name);
  assertEquals(staging.folder, temporary.at(name!));
  if (unix) assertEquals(Deno.lstatSync(staging.folder).mode! & 0o777, 0o700);
  assertEquals(temporary.names(name), ["lock", "offer.json", "tree"]);
  const { ino, birthtime } = Deno.lstatSync(staging.folder);
  const made = `${ino ?? ""}:${birthtime?.getTime() ?? ""}`;
  assertEquals(JSON.parse(temporary.read(`${name}/offer.json`)), { format: 2, made, ...offer });
  staging.remove();
  assertEquals(temporary.names(), []);
});

Deno.test("creates another folder while one of the same offer is in use", () => {
  using temporary = new Temporary();
  const [one, two] = [open(temporary.path), open(temporary.path)];
  assert(one.folder !== two.folder);
  assertEquals([one.hasEarlier, two.hasEarlier], [false, false]);
  one.remove();
  two.remove();
});

Deno.test("resumes a kept folder for the same offer only", () => {
  using temporary = new Temporary();
  const first = open(temporary.path);
  put(first, "a", "part");
  first.keep();
  first.remove();
  const others = [
    open(temporary.path, false),
    open(temporary.path, true, { names: ["a", "b"], digest: "sha256" }),
    open(temporary.path, true, { names: ["a"], digest: "sha1" }),
  ];
  for (const other of others) {
    assert(other.folder !== first.folder);
    assertEquals(other.hasEarlier, false);
    other.remove();
  }
  const second = open(temporary.path);
  assertEquals([second.folder, second.hasEarlier], [first.folder, true]);
  assertEquals(second.tree.adoptPartial(path("a")), 4);
  assertEquals(Deno.readTextFileSync(second.tree.path(path("a"))), "part");
  assertEquals(second.tree.adoptPartial(path("nothing")), undefined);
  second.remove();
  assertEquals(temporary.names(), []);
});

Deno.test("adopts files of several earlier sessions, the newest first", () => {
  using temporary = new Temporary();
  for (const [name, content] of [["a", "oldest"], ["b", "middle"], ["a", "newest"]] as const) {
    const staging = open(temporary.path);
    put(staging, name, content);
    staging.keep();
  }
  const staging = open(temporary.path);
  assertEquals(staging.tree.adoptPartial(path("a")), 6);
  assertEquals(Deno.readTextFileSync(staging.tree.path(path("a"))), "newest");
  assertEquals(staging.tree.adoptPartial(path("b")), 6);
  staging.remove();
});

Deno.test("lists unfinished transfers, and discards those that are not in use", () => {
  using temporary = new Temporary();
  const staging = open(temporary.path);
  const listed = () => [...listUnfinished(temporary.path)];
  assertEquals(listed().map(({ names, digest }) => ({ names, digest })), [offer]);
  assertEquals(discardUnfinished(listed()[0]!), false);
  staging.keep();
  assertEquals(discardUnfinished(listed()[0]!), true);
  assertEquals(temporary.names(), []);
});

Deno.test("distinguishes errors of one entry from those that end the transfer", () => {
  using temporary = new Temporary();
  const staging = open(temporary.path);
  put(staging, "f", "x");
  staging.tree.makeFolder(path("d"), 0o755, 0);
  const taken: [name: string, make: () => unknown][] = [
    ["the same file", () => staging.tree.createFile(path("f"), 0o644)],
    ["a folder over a file", () => staging.tree.makeFolder(path("f"), 0o755, 0)],
    ["the same folder", () => staging.tree.makeFolder(path("d"), 0o755, 0)],
    ["a file over a folder", () => staging.tree.createFile(path("d"), 0o644)],
  ];
  for (const [name, make] of taken) {
    assertEquals(
      assertThrows(make, EntryError, "the same name arrived before", name).reason,
      "duplicate",
      name,
    );
  }
  const long = assertThrows(
    () => staging.tree.createFile(path("n".repeat(3000)), 0o644),
    EntryError,
  );
  assertEquals([long.reason, long.code], ["length", "cannot_create"]);
  // The folders of a session are there: who takes them away meanwhile does not take a name.
  const gone = assertThrows(() => staging.tree.createFile(path("no/f"), 0o644), LocalError);
  assertEquals([gone instanceof EntryError, gone.code], [false, "cannot_create"]);
  staging.remove();
});

Deno.test("reports a missing destination, and one that is a file", () => {
  using temporary = new Temporary();
  temporary.write("file");
  for (const into of ["missing", "file"]) {
    const error = assertThrows(() => open(temporary.at(into), false), LocalError);
    assertEquals(error.code, "cannot_create");
  }
});

Deno.test({
  name: "sets a folder's mode and time when its content is complete",
  ignore: !unix,
  async fn() {
    using temporary = new Temporary();
    const staging = open(temporary.path);
    staging.tree.makeFolder(path("d"), 0o750, 1_000_000);
    staging.tree.makeFolder(path("d/e"), 0o711, 2_000_000);
    put(staging, "d/e/f", "x");
    put(staging, "d/g", "x");
    put(staging, "h", "x");
    const tree = await staging.prepareCommit();
    const look = (name: string) => {
      const { mode, mtime } = Deno.lstatSync(`${tree}/${name}`);
      return [mode! & 0o777, mtime!.getTime()];
    };
    assertEquals(look("d"), [0o750, 1_000_000]);
    assertEquals(look("d/e"), [0o711, 2_000_000]);
    staging.remove();
  },
});

Deno.test({
  name: "keeps a folder writable until it is committed",
  ignore: !unix,
  async fn() {
    using temporary = new Temporary();
    const staging = open(temporary.path);
    staging.tree.makeFolder(path("d"), 0o500, 1_000_000);
    put(staging, "d/f", "x");
    const tree = await staging.prepareCommit();
    assertEquals(Deno.lstatSync(`${tree}/d`).mode! & 0o777, 0o700);
    const sealed = await Array.fromAsync(staging.tree.deferredModes.all());
    assertEquals(sealed.map((one) => [one.path, one.mode]), [["d", 0o500]]);
    staging.remove();
  },
});

Deno.test({
  name: "removes a tree with folders without rights",
  ignore: !unix,
  fn() {
    using temporary = new Temporary();
    temporary.write("t/a/b/f");
    Deno.chmodSync(temporary.at("t/a/b"), 0);
    Deno.chmodSync(temporary.at("t/a"), 0o500);
    removeTree(temporary.at("t"));
    assertEquals(temporary.names(), []);
  },
});

Deno.test({
  name: "takes back what a killed program had committed, and resumes",
  ignore: !unix,
  fn() {
    using temporary = new Temporary();
    const names = ["a", "b", "c", "d"];
    const offered = { names, digest: "sha256" };
    const first = open(temporary.path, true, offered);
    for (const name of ["a", "b", "c"]) put(first, name, name);
    first.tree.makeFolder(path("d"), 0o555, 0);
    put(first, "d/e", "e");
    first.tree.makeFolder(path("d/f"), 0o555, 0);
    put(first, "d/f/g", "g");
    new CommitJournal(first.folder).write(dirname(first.tree.path(path("a"))));
    // Killed: one is committed, one has both of its names, one has not been reached, a folder is
    // committed.
    Deno.renameSync(first.tree.path(path("a")), temporary.at("a"));
    Deno.linkSync(first.tree.path(path("b")), temporary.at("b"));
    Deno.renameSync(first.tree.path(path("d")), temporary.at("d"));
    Deno.chmodSync(temporary.at("d/f"), 0o555);
    Deno.chmodSync(temporary.at("d"), 0o555);
    first.keep();
    // A file of another program is not taken, whatever the journal says.
    Deno.writeTextFileSync(temporary.at("c"), "mine");
    assertEquals([...committedEarlier(temporary.path, offered)].sort(), ["a", "b", "d"]);
    assertEquals([...committedEarlier(temporary.path, offer)], []);

    const second = open(temporary.path, true, offered);
    assertEquals(temporary.names().filter((name) => !name.startsWith(".")), ["c"]);
    assertEquals(temporary.read("c"), "mine");
    assertEquals([...committedEarlier(temporary.path, offered)], []);
    for (const name of ["a", "b", "c"]) {
      assertEquals(second.tree.adoptPartial(path(name)), 1);
      assertEquals(Deno.readTextFileSync(second.tree.path(path(name))), name);
    }
    second.tree.makeFolder(path("d"), 0o755, 0);
    assertEquals(second.tree.adoptPartial(path("d/e")), 1);
    second.tree.makeFolder(path("d/f"), 0o755, 0);
    assertEquals(second.tree.adoptPartial(path("d/f/g")), 1);
    second.remove();
    assertEquals(temporary.names(), ["c"]);
  },
});

Deno.test("ignores a journal that was not written to its end", () => {
  using temporary = new Temporary();
  const first = open(temporary.path);
  put(first, "a", "a");
  Deno.writeTextFileSync(`${first.folder}/placing.json`, '[{"name":"a","dev"');
  first.keep();
  assertEquals([...committedEarlier(temporary.path, offer)], []);
  const second = open(temporary.path);
  assertEquals(second.tree.adoptPartial(path("a")), 1);
  second.remove();
  assertEquals(temporary.names(), []);
});

Deno.test("removes orphans of staging folders in the next session", () => {
  using temporary = new Temporary();
  const rests = [[], ["lock"], ["lock", "offer.json"]];
  for (const [number, names] of rests.entries()) {
    const folder = temporary.at(`.sluice-${String(number).repeat(32)}`);
    Deno.mkdirSync(folder, { mode: 0o700 });
    for (const name of names) Deno.writeTextFileSync(`${folder}/${name}`, "");
  }
  const inUse = open(temporary.path);
  Deno.removeSync(`${inUse.folder}/offer.json`);
  const staging = open(temporary.path);
  assertEquals(temporary.names().sort(), [inUse, staging].map((s) => basename(s.folder)).sort());
  staging.remove();
  inUse.remove();
  assertEquals(temporary.names(), []);
});

/** A session that was killed while it replaced `a/b` on a disk without hard links, and `a/c` on one with. */
function killedWhilePlacing(temporary: Temporary, of = offer): string {
  const staging = open(temporary.path, true, of);
  const { kept, note } = staging.commitOptions;
  Deno.mkdirSync(`${kept}/a`, { recursive: true });
  Deno.writeTextFileSync(`${kept}/a/b`, "old");
  Deno.writeTextFileSync(`${kept}/a/c`, "old");
  temporary.write("a/c", "new");
  const name = (n: number) => `a/.sluice-${String(n).repeat(32)}`;
  note({ at: name(1) });
  temporary.write(`${name(1)}/half`, "a copy");
  note({ at: name(2), name: "a/d" });
  temporary.write(name(2), "old");
  note({ at: name(3), name: "a/e" });
  temporary.write(name(3), "old");
  temporary.write("a/e", "new");
  // Noted, and not done any more.
  note({ at: name(4) });
  Deno.writeTextFileSync(`${staging.folder}/beside`, '{"at":"a/', { append: true });
  staging.keep();
  return staging.folder;
}

const HEALERS: [what: string, heal: (into: string) => void][] = [
  ["the next session of the same offer", (into) => open(into).remove()],
  [
    "a session of another offer",
    (into) => open(into, false, { names: ["x"], digest: "md5" }).remove(),
  ],
  ["discarding it", (into) => {
    for (const found of [...listUnfinished(into)]) assertEquals(discardUnfinished(found), true);
  }],
];
for (const [what, heal] of HEALERS) {
  Deno.test(`leaves each name its old or its new file after a kill, once ${what} has begun`, () => {
    using temporary = new Temporary();
    const folder = killedWhilePlacing(temporary);
    heal(temporary.path);
    assertEquals(temporary.names("a"), ["b", "c", "d", "e"]);
    const found = temporary.names("a").map((name) => temporary.read(`a/${name}`));
    assertEquals(found, ["old", "new", "old", "new"]);
    const rest = temporary.names().filter((name) => name !== "a");
    assertEquals(rest, what.startsWith("a session") ? [basename(folder)] : []);
    for (const name of ["kept", "beside"]) {
      if (rest.length > 0) assertEquals(temporary.names(rest[0]).includes(name), false, name);
    }
  });
}

Deno.test("does not restore from a folder that is in use", () => {
  using temporary = new Temporary();
  const staging = open(temporary.path);
  Deno.mkdirSync(staging.commitOptions.kept);
  Deno.writeTextFileSync(`${staging.commitOptions.kept}/b`, "old");
  open(temporary.path, true, { names: ["x"], digest: "md5" }).remove();
  assertEquals(temporary.names(), [basename(staging.folder)]);
  // Its own end puts it back.
  staging.remove();
  assertEquals(temporary.names(), ["b"]);
});

Deno.test({
  name: "keeps an old file that cannot be put back, and does not discard its folder",
  ignore: !unix,
  fn() {
    using temporary = new Temporary();
    const folder = killedWhilePlacing(temporary);
    const real = Deno.renameSync;
    Deno.renameSync = () => {
      throw new Deno.errors.PermissionDenied("no");
    };
    try {
      const found = [...listUnfinished(temporary.path)];
      assertThrows(() => discardUnfinished(found[0]!), LocalError, 'Cannot put "a/');
    } finally {
      Deno.renameSync = real;
    }
    assertEquals(Deno.readTextFileSync(`${folder}/kept/a/b`), "old");
    assertEquals(discardUnfinished([...listUnfinished(temporary.path)][0]!), true);
    assertEquals(temporary.read("a/b"), "old");
  },
});

Deno.test({
  name: "without modes keeps a folder that others may read, and removes one they may write in",
  ignore: !unix,
  fn() {
    for (const [mode, isKept] of [[0o700, true], [0o755, true], [0o777, false]] as const) {
      using temporary = new Temporary();
      const staging = open(temporary.path);
      put(staging, "a", "part");
      // A file system without modes shows the mount's for every entry.
      for (const each of ["", "/lock"]) Deno.chmodSync(staging.folder + each, mode);
      assertEquals(staging.keep(), isKept);
      assertEquals([...listUnfinished(temporary.path)].length, isKept ? 1 : 0);
      assertEquals(temporary.names().length, isKept ? 1 : 0);
      if (!isKept) continue;
      const again = open(temporary.path);
      assertEquals(again.hasEarlier, true);
      again.remove();
    }
  },
});

Deno.test({
  name: "keeps a pairing only where other users cannot read it",
  ignore: !unix,
  fn() {
    for (const [mode, records] of [[0o700, ["key"]], [0o755, []]] as const) {
      using temporary = new Temporary();
      const staging = open(temporary.path);
      for (const each of ["", "/lock"]) Deno.chmodSync(staging.folder + each, mode);
      keepPairing(staging.folder, "key");
      assertEquals(keptPairings(temporary.path), [...records]);
      staging.remove();
    }
  },
});
