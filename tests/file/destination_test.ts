import { assertEquals, assertThrows } from "@std/assert";
import { LocalError } from "../../lib/errors.ts";
import { openDestination } from "../../lib/file/destination.ts";
import { Temporary } from "./temporary.ts";

Deno.test("creates a destination, and leaves an existing one unchanged", () => {
  using temporary = new Temporary();
  const folder = temporary.folder("there");
  Deno.utimeSync(folder, 1000, 2000);
  assertEquals(openDestination(folder), folder);
  assertEquals(openDestination(temporary.at("new/one")), temporary.at("new/one"));
  assertEquals(Deno.statSync(folder).mtime, new Date(2_000_000));
  assertEquals([...Deno.readDirSync(folder)], []);
});

Deno.test("rejects a destination that cannot be written, before anything is received", () => {
  using temporary = new Temporary();
  const folder = temporary.folder("there");
  const { makeTempDirSync } = Deno;
  try {
    // The tests may run as root, who may write everywhere.
    Deno.makeTempDirSync = () => {
      throw Object.assign(new Deno.errors.PermissionDenied("denied"), { code: "EACCES" });
    };
    const { code } = assertThrows(() => openDestination(folder), LocalError, "permission denied");
    assertEquals(code, "cannot_create");
  } finally {
    Deno.makeTempDirSync = makeTempDirSync;
  }
});

Deno.test("rejects a destination that is a file", () => {
  using temporary = new Temporary();
  const path = temporary.write("file");
  assertThrows(() => openDestination(path), LocalError, "it is not a folder");
});
