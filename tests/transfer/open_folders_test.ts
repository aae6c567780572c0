import { assertEquals, assertThrows } from "@std/assert";
import { ProtocolError } from "../../lib/errors.ts";
import { safePath } from "../../lib/file/safe_path.ts";
import { MAX_TOP_LEVEL_BYTES } from "../../lib/limits.ts";
import { OpenFolders } from "../../lib/transfer/open_folders.ts";

const path = (text: string) => safePath(text, "linux");

Deno.test("knows of each entry whether its folder is in the destination", () => {
  const folders = new OpenFolders();
  const dir = (name: string, exists: boolean) => {
    const isInExisting = folders.enter(path(name));
    folders.open(path(name), exists);
    return isInExisting;
  };
  assertEquals(dir("a", true), true);
  assertEquals(dir("a/b", false), true);
  assertEquals(folders.enter(path("a/b/c")), false);
  assertEquals(folders.enter(path("a/d")), true);
  assertEquals(dir("ab", false), true);
  assertEquals(folders.enter(path("ab/c")), false);
  assertEquals(folders.enter(path("e")), true);
});

Deno.test("rejects an entry whose folder was not announced, or was left", () => {
  for (const last of ["no/x", "a/b/no/x", "a/b/c/x", "ab/x", "a/x/y", "z/x"]) {
    const folders = new OpenFolders();
    for (const name of ["a", "a/b", "a/b/c", "a/d", "z"]) {
      folders.enter(path(name));
      folders.open(path(name), false);
    }
    folders.enter(path("e"));
    const error = assertThrows(() => folders.enter(path(last)), ProtocolError, "announced", last);
    assertEquals(error.code, "unsafe_name");
  }
});

Deno.test("rejects more names in a folder than may be held, and counts each folder by itself", () => {
  const folders = new OpenFolders();
  const name = (n: number) => path(String(n).padStart(200, "0"));
  const most = Math.floor(MAX_TOP_LEVEL_BYTES / (201 * 2 + 64));
  for (let n = 0; n < most; n++) {
    folders.enter(name(n));
    if (n > 0) continue;
    folders.open(name(0), false);
    for (let m = 0; m < most; m++) folders.enter(path(`${name(0)}/${name(m)}`));
  }
  const error = assertThrows(() => folders.enter(name(most)), ProtocolError, "too many names");
  assertEquals(error.code, "limit");
});
