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
  ["", "linux", 'Unsafe name "": it is empty'],
  ["/etc", "linux", 'Unsafe name "/etc": it is an absolute path, or contains an empty name'],
  ["a/../b", "linux", 'Unsafe name "a/../b": it contains ".."'],
  ["a\\..\\b", "windows", 'it contains ".."'],
  ["C:\\x", "windows", "absolute path"],
  ["\\\\server\\x", "windows", "absolute path"],
  ["a\nb", "windows", "it contains a control character, which Windows does not allow"],
  ["a\0", "linux", 'Unsafe name "a\\u0000": it contains a NUL character'],
  ["\ud800", "linux", 'Unsafe name "\\ud800": it is not Unicode text'],
  [
    "a/.sluice-1/tree",
    "linux",
    "names that begin with .sluice- are reserved for unfinished transfers",
  ],
];
Deno.test("reports which rule a path breaks", () => {
  for (const [path, os, why] of WHY) {
    const error = assertThrows(() => safePath(path, os), ProtocolError, why);
    assertEquals(error.code, "unsafe_name");
  }
});

const UNSTORABLE: [path: string, os: string, why: string][] = [
  ["a:b", "windows", 'Cannot store "a:b": Windows does not allow one of its characters'],
  ["a\\b", "windows", "Windows does not allow one of its characters"],
  ["nul.txt", "windows", 'Cannot store "nul.txt": Windows reserves the name for a device'],
  ["a.", "windows", 'Cannot store "a.": Windows drops a dot or space at the end of a name'],
  ["d/".repeat(1024) + "x", "linux", "more than 1024 folders deep"],
  [`${"n".repeat(191)}/`.repeat(16) + "x", "linux", "the path is longer than 3072 bytes"],
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
      assertThrows(() => safePath(path, "linux"), ProtocolError, "reserved for unfinished", path);
    }
  }
  for (const path of ["a/SLUICE~1", "SL1A2B~1/x"]) {
    assertThrows(() => safePath(path, "windows"), ProtocolError, "reserved for unfinished", path);
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
