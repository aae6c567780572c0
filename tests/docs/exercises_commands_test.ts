import { testCommandsOf } from "./printed_commands.ts";

await testCommandsOf("docs/exercises.md", {
  "deno run ": "a program; tests/docs/exercises_test.ts and exercise_pairs_test.ts",
});
