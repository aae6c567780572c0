import { assertEquals } from "@std/assert";
import { flagsOf } from "../../lib/cli/common.ts";
import { sample } from "./sample_command.ts";

Deno.test("a command has its own flags, the common ones it chose, and help", () => {
  const names = flagsOf({ ...sample, flags: [], common: ["json"] }).map(({ name }) => name);
  assertEquals(names, ["json", "help"]);
});
