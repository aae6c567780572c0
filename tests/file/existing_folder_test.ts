import { assertEquals, assertThrows } from "@std/assert";
import { CallerError } from "../../lib/errors.ts";
import { existingFolder } from "../../lib/file/existing_folder.ts";
import { Temporary } from "./temporary.ts";

Deno.test("resolves a folder through links", () => {
  using temporary = new Temporary();
  temporary.folder("a");
  if (Deno.build.os !== "windows") Deno.symlinkSync("a", temporary.at("link"));
  const name = Deno.build.os === "windows" ? "a" : "link";
  assertEquals(existingFolder(temporary.at(name), "serve"), Deno.realPathSync(temporary.at("a")));
});

Deno.test("rejects a missing folder, and a file", () => {
  using temporary = new Temporary();
  temporary.write("file");
  for (const [name, why] of [["missing", "no such folder"], ["file", "it is not a folder"]]) {
    const error = assertThrows(
      () => existingFolder(temporary.at(name!), "serve"),
      CallerError,
      `serve ${JSON.stringify(temporary.at(name!))}: ${why}`,
    );
    assertEquals(error.code, "no_input");
  }
});
