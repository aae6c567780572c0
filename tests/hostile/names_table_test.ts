import { assertEquals, assertThrows } from "@std/assert";
import { ProtocolError } from "../../lib/errors.ts";
import { EntryError } from "../../lib/file/entry_error.ts";
import { peerPath, safePath } from "../../lib/file/safe_path.ts";
import { HOSTILE_NAMES } from "./names.ts";

const rows = [...new Set(HOSTILE_NAMES.map(({ row }) => row))];

for (const os of ["linux", "darwin", "windows"]) {
  for (const row of rows) {
    Deno.test(`row ${row}: applies the name rules of ${os}`, () => {
      for (const { what, path, unix, windows } of HOSTILE_NAMES.filter((one) => one.row === row)) {
        const verdict = os === "windows" ? windows : unix;
        if (verdict === "hostile") {
          const error = assertThrows(() => safePath(path, os), ProtocolError, undefined, what);
          assertEquals(error.code, "unsafe_name", what);
        } else if (verdict === "unusable") {
          assertThrows(() => safePath(path, os), EntryError, undefined, what);
          assertEquals(peerPath(path, os), path, what);
        } else {
          assertEquals(safePath(path, os), path, what);
        }
      }
    });
  }
}
