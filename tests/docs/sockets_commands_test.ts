import { testCommandsOf } from "./printed_commands.ts";

await testCommandsOf("docs/sockets.md", {
  "deno run ": "a piece of the library; tests/docs/sockets_test.ts",
});
