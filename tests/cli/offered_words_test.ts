import { assertEquals } from "@std/assert";
import { offeredWords } from "../../lib/cli/offered_words.ts";
import { sample } from "./sample_command.ts";

Deno.test("offers choices, and commands except hidden ones", () => {
  const commands = [sample, { ...sample, name: "hidden", hidden: true }];
  assertEquals(offeredWords({ choices: ["a"] }, commands), ["a"]);
  assertEquals(offeredWords({ value: "command", choices: ["a"] }, commands), ["sample", "a"]);
  assertEquals(offeredWords({ value: "path" }, commands), []);
});
