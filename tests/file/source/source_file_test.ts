import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { SourceError, SourceFile } from "../../../lib/file/source/source_file.ts";
import { Temporary } from "../temporary.ts";

/** A source file, listed as it is. */
function listed(temporary: Temporary, content: string) {
  const path = temporary.write("f", content);
  const { size, mtime } = Deno.statSync(path);
  return { path, open: () => SourceFile.open(path, size, mtime!.getTime()) };
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
  assertThrows(() => SourceFile.open(missing, 1, 0), SourceError, "no such file or folder");
  if (Deno.build.os === "windows") return;
  const file = SourceFile.open(temporary.folder("d"), 1, 0);
  await assertRejects(() => file.read(new Uint8Array(1), true), SourceError);
  file.close();
});
