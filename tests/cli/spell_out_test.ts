import { assertEquals } from "@std/assert";
import { flagsOf } from "../../lib/cli/common.ts";
import { spellOut } from "../../lib/cli/spell_out.ts";
import { sample } from "./sample_command.ts";

Deno.test("every word finds its place, and flags get their long names", () => {
  const args = ["a", "-qi", "dir", "--listen", "b", "--skip=x", "-", "--", "-q", "--"];
  assertEquals(spellOut(args, flagsOf(sample)), {
    flags: ["--quiet", "--into=dir", "--listen", "--skip=x"],
    words: ["a", "b", "-"],
    rest: ["-q", "--"],
  });
});
