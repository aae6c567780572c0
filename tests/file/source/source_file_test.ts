import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { identityOf, isAsListed } from "../../../lib/file/source/is_as_listed.ts";
import { SourceError, SourceFile } from "../../../lib/file/source/source_file.ts";
import { Temporary } from "../temporary.ts";

/** A source file, listed as it is: with its identity where the system has one. */
function listed(temporary: Temporary, content: string) {
  const path = temporary.write("f", content);
  const info = Deno.statSync(path);
  const identity = identityOf(info);
  const entry = { source: path, size: info.size, mtime: info.mtime!.getTime() };
  const found = { ...entry, ...identity && { identity } };
  return { path, found, open: () => SourceFile.open(found) };
}

/** Puts a file with other content, and the time of another file, under a path. */
function write(path: string, content: string, { mtime }: { mtime: number }) {
  Deno.writeTextFileSync(path, content);
  Deno.utimeSync(path, mtime / 1000, mtime / 1000);
}

Deno.test("reads a file to its end, from any byte, on this thread or another", async () => {
  using temporary = new Temporary();
  for (const sync of [true, false]) {
    const file = listed(temporary, "some content").open();
    const buffer = new Uint8Array(4);
    await file.read(buffer, sync);
    assertEquals(new TextDecoder().decode(buffer), "some");
    file.seek(5);
    const rest = new Uint8Array(7);
    await file.read(rest, sync);
    assertEquals(new TextDecoder().decode(rest), "content");
    file.assertUnchanged();
    file.close();
  }
});

Deno.test("rejects a file that ends early", async () => {
  using temporary = new Temporary();
  for (const sync of [true, false]) {
    const { path, open } = listed(temporary, "some content");
    const file = open();
    Deno.truncateSync(path, 5);
    const error = await assertRejects(
      () => file.read(new Uint8Array(12), sync),
      SourceError,
      "it shrank while it was sent; send it again",
    );
    assertEquals(error.code, "io");
    assertThrows(() => file.assertUnchanged(), SourceError, "shrank");
    file.close();
  }
});

Deno.test("rejects a file that was written to or touched", () => {
  using temporary = new Temporary();
  const changes: [what: string, change: (path: string) => void][] = [
    ["it grew", (path) => Deno.writeTextFileSync(path, "more", { append: true })],
    ["it was changed", (path) => Deno.utimeSync(path, 1, 1)],
  ];
  for (const [what, change] of changes) {
    const { path, open } = listed(temporary, "content");
    const file = open();
    file.assertUnchanged();
    change(path);
    assertThrows(() => file.assertUnchanged(), SourceError, what);
    file.close();
  }
});

Deno.test("accepts an open file that was removed", async () => {
  using temporary = new Temporary();
  const { path, open } = listed(temporary, "content");
  const file = open();
  if (Deno.build.os !== "windows") Deno.removeSync(path);
  await file.read(new Uint8Array(7), true);
  file.assertUnchanged();
  file.close();
});

Deno.test("rejects a missing file and a folder, and says why", async () => {
  using temporary = new Temporary();
  const missing = temporary.at("missing");
  assertThrows(
    () => SourceFile.open({ source: missing, size: 1, mtime: 0 }),
    SourceError,
    "no such file or folder",
  );
  if (Deno.build.os === "windows") return;
  const file = SourceFile.open({ source: temporary.folder("d"), size: 1, mtime: 0 });
  await assertRejects(() => file.read(new Uint8Array(1), true), SourceError);
  file.close();
});

Deno.test("rejects a file whose name has gone to one that looks like the listed one", () => {
  using temporary = new Temporary();
  const { path, found, open } = listed(temporary, "content");
  // Kept, so that its number is not given to another file.
  Deno.renameSync(path, temporary.at("listed"));
  write(path, "secrets", { mtime: 1 });
  using file = closing(open());
  Deno.renameSync(path, temporary.at("opened"));
  write(path, "pretext", found);
  assertThrows(() => file.assertUnchanged(), SourceError, "it was changed");
});

Deno.test("rejects a file that had the name only while it was opened", () => {
  using temporary = new Temporary();
  const { path, found, open } = listed(temporary, "content");
  // The times of this kind have seconds: listed in an earlier one than it is renamed in.
  if (found.identity) found.identity.ctime -= 1000;
  const aside = temporary.at("listed");
  Deno.renameSync(path, aside);
  write(path, "secrets", { mtime: 1 });
  using file = closing(open());
  Deno.renameSync(aside, path);
  assertThrows(() => file.assertUnchanged(), SourceError, "it was changed");
});

Deno.test("knows a listed file by its name until it is changed or replaced", () => {
  using temporary = new Temporary();
  const { path, found } = listed(temporary, "content");
  const { identity, ...unknown } = found;
  assertEquals([isAsListed(found), isAsListed(unknown)], [identity !== undefined, false]);
  for (const part of ["dev", "ino", "ctime"] as const) {
    if (identity === undefined) break;
    assertEquals(isAsListed({ ...found, identity: { ...identity, [part]: -1 } }), false, part);
  }
  assertEquals(isAsListed({ ...found, size: 8 }), false);
  assertEquals(isAsListed({ ...found, mtime: 1 }), false);
  Deno.removeSync(path);
  assertEquals(isAsListed(found), false);
});

/** The file, closed at the end of the block. */
function closing(file: SourceFile) {
  return {
    assertUnchanged: () => file.assertUnchanged(),
    [Symbol.dispose]: () => file.close(),
  };
}
