/** What makes a path of a peer's name; the long table of hostile names is in tests/hostile. */
import { assertEquals, assertThrows } from "@std/assert";
import { ProtocolError } from "../../lib/errors.ts";
import { EntryError } from "../../lib/file/entry_error.ts";
import { peerPath, safePath } from "../../lib/file/safe_path.ts";

Deno.test("returns a relative path unchanged", () => {
  for (const path of ["a", "a/b/c", " a ", "...", "..a", "a..", ".a", "-rf", "ä/\u{1f600}"]) {
    assertEquals(safePath(path, "linux"), path);
  }
});

const WHY: [path: string, os: string, why: string][] = [
  ["", "linux", 'store "": empty name'],
  ["/etc", "linux", 'store "/etc": absolute path, or an empty name in it'],
  ["a/../b", "linux", 'store "a/../b": ".." in it'],
  ["a\\..\\b", "windows", '".." in it'],
  ["C:\\x", "windows", "absolute path"],
  ["\\\\server\\x", "windows", "absolute path"],
  ["a\nb", "windows", "a control character, which Windows does not allow in names"],
  ["a\0", "linux", 'store "a\\u0000": NUL character in it'],
  ["\ud800", "linux", 'store "\\ud800": name is not Unicode text'],
  ["a/.sluice-1/tree", "linux", "names that begin with .sluice- are kept for unfinished transfers"],
];
Deno.test("reports which rule a path breaks", () => {
  for (const [path, os, why] of WHY) {
    const error = assertThrows(() => safePath(path, os), ProtocolError, why);
    assertEquals(error.code, "unsafe_name");
  }
});

const UNSTORABLE: [path: string, os: string, why: string][] = [
  ["a:b", "windows", 'store "a:b": a character that Windows does not allow in names'],
  ["a\\b", "windows", "a character that Windows does not allow in names"],
  ["nul.txt", "windows", 'store "nul.txt": a name that Windows keeps for a device'],
  ["a.", "windows", 'store "a.": Windows drops a dot or blank at the end of a name'],
  ["d/".repeat(1024) + "x", "linux", "more than 1024 folders deep"],
  [`${"n".repeat(191)}/`.repeat(16) + "x", "linux", "path longer than 3072 bytes"],
];
Deno.test("reports a path that this system cannot use as an error of the entry", () => {
  for (const [path, os, why] of UNSTORABLE) {
    assertThrows(() => safePath(path, os), EntryError, why);
    assertEquals(peerPath(path, os), path);
  }
});

Deno.test("accepts names of any length", () => {
  const path = "\u00e9".repeat(500) + "/" + "x".repeat(2000);
  assertEquals(safePath(path, "linux"), path);
  assertEquals(safePath("d/".repeat(1023) + "x", "linux").length, 2047);
});

Deno.test("rejects our prefix in every component, however a file system may spell it", () => {
  const spelt = [".sluice-1", ".SLUICE-", ".\u017fluice-1", ".slu\u200cice-1", ".\uff53luice-1"];
  for (const name of spelt) {
    for (const path of [name, `a/${name}`, `a/${name}/b`]) {
      assertThrows(() => safePath(path, "linux"), ProtocolError, "kept for unfinished", path);
    }
  }
  for (const path of ["a/SLUICE~1", "SL1A2B~1/x"]) {
    assertThrows(() => safePath(path, "windows"), ProtocolError, "kept for unfinished", path);
    assertEquals(safePath(path, "linux"), path);
  }
  for (const path of [".sluice", "a/.sluice", "a.sluice-1", "sluice-1", ".\u00e4sluice-"]) {
    assertEquals(safePath(path, "linux"), path);
  }
});

Deno.test("truncates a long name in the text", () => {
  const error = assertThrows(() => safePath("x/".repeat(100_000) + ".."), ProtocolError);
  assertEquals(error.message.length < 300, true);
});
