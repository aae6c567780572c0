import { assertEquals } from "@std/assert";
import { flagsOf } from "../../lib/cli/common.ts";
import { tokenize } from "../../lib/cli/tokenize.ts";
import { sample } from "./sample_command.ts";

Deno.test("sorts words, and gives flags their long names", () => {
  const args = ["a", "-qi", "dir", "--listen", "b", "--skip=x", "-", "--", "-q", "--"];
  assertEquals(tokenize(args, flagsOf(sample)), {
    flags: ["--quiet", "--into=dir", "--listen", "--skip=x"],
    words: ["a", "b", "-"],
    rest: ["-q", "--"],
  });
});
