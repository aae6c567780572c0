import { assertEquals, assertThrows } from "@std/assert";
import { ProtocolError } from "../../../lib/errors.ts";
import { safePath } from "../../../lib/file/safe_path.ts";
import { MAX_TOP_LEVEL_BYTES } from "../../../lib/limits.ts";
import { type EmptyFolder, OpenFolders } from "../../../lib/transfer/receive/open_folders.ts";

const path = (text: string) => safePath(text, "linux");

Deno.test("reports whether an entry's folder is in the destination", () => {
  const folders = new OpenFolders();
  const dir = (name: string, exists: boolean) => {
    const parent = folders.enter(path(name));
    folders.open({ path: path(name), id: 0, local: path(name), exists });
    return parent.exists;
  };
  assertEquals(dir("a", true), true);
  assertEquals(dir("a/b", false), true);
  assertEquals(folders.enter(path("a/b/c")).exists, false);
  assertEquals(folders.enter(path("a/d")).exists, true);
  assertEquals(dir("ab", false), true);
  assertEquals(folders.enter(path("ab/c")).exists, false);
  assertEquals(folders.enter(path("e")).exists, true);
});

Deno.test("rejects an entry whose folder was not announced, or is complete", () => {
  for (const last of ["no/x", "a/b/no/x", "a/b/c/x", "ab/x", "a/x/y", "z/x"]) {
    const folders = new OpenFolders();
    for (const name of ["a", "a/b", "a/b/c", "a/d", "z"]) {
      folders.enter(path(name));
      folders.open({ path: path(name), id: 0, local: path(name), exists: false });
    }
    folders.enter(path("e"));
    const error = assertThrows(() => folders.enter(path(last)), ProtocolError, "announced", last);
    assertEquals(error.code, "unsafe_name");
  }
});

Deno.test("rejects too many names in a folder, and counts each folder by itself", () => {
  const folders = new OpenFolders();
  const name = (n: number) => path(String(n).padStart(200, "0"));
  const most = Math.floor(MAX_TOP_LEVEL_BYTES / (201 * 2 + 64));
  for (let n = 0; n < most; n++) {
    folders.enter(name(n));
    if (n > 0) continue;
    folders.open({ path: name(0), id: 0, local: name(0), exists: false });
    for (let m = 0; m < most; m++) folders.enter(path(`${name(0)}/${name(m)}`));
  }
  const error = assertThrows(() => folders.enter(name(most)), ProtocolError, "too many names");
  assertEquals(error.code, "limit");
});

Deno.test("reports where each folder is stored, and which are not and why", () => {
  const folders = new OpenFolders();
  assertEquals(folders.enter(path("a:")), { local: "", exists: true });
  folders.open({ path: path("a:"), id: 0, local: path("a-"), exists: true });
  assertEquals(folders.enter(path("a:/b")), { local: path("a-"), exists: true });
  folders.open({ path: path("a:/b"), id: 1, local: path("a-/b"), exists: false });
  assertEquals(folders.enter(path("a:/b/c")), { local: path("a-/b"), exists: false });
  folders.openLost(path("a:/b/c"), 2, "why");
  assertEquals(folders.enter(path("a:/b/c/d")), {
    local: path("a-/b"),
    exists: false,
    lost: "why",
  });
  folders.openLost(path("a:/b/c/d"), 3, "because of c");
  assertEquals(folders.enter(path("a:/b/c/d/e")).lost, "because of c");
  assertEquals(folders.enter(path("a:/b/c/f")).lost, "why");
  assertEquals(folders.enter(path("a:/b/g")), { local: path("a-/b"), exists: false });
  assertEquals(folders.enter(path("a:/h")), { local: path("a-"), exists: true });
});

Deno.test("reports each empty folder once it is complete", () => {
  const told: EmptyFolder[] = [];
  const folders = new OpenFolders((folder) => void told.push(folder));
  const dir = (id: number, name: string) => {
    folders.enter(path(name));
    folders.open({ path: path(name), id, local: path(name), exists: false });
  };
  dir(0, "a");
  dir(1, "a/b");
  folders.enter(path("a/c"));
  assertEquals(told, [{ id: 1, path: "a/b", local: path("a/b") }]);
  folders.openLost(path("a/c"), 2, "why");
  folders.enter(path("a/c/d"));
  folders.openLost(path("a/c/d"), 3, "why above");
  folders.leaveAll();
  // Neither `a`, which has an empty folder in it, nor `a/c`.
  assertEquals(told.slice(1), [{ id: 3, path: "a/c/d", lost: "why above" }]);
});
