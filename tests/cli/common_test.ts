import { assertEquals } from "@std/assert";
import { flagsOf } from "../../lib/cli/common.ts";
import { sample } from "./sample_command.ts";

Deno.test("combines a command's own flags, its common ones, and help", () => {
  const names = flagsOf({ ...sample, flags: [], common: ["json"] }).map(({ name }) => name);
  assertEquals(names, ["json", "help"]);
});
