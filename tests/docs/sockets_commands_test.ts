import { testCommandsOf } from "./printed_commands.ts";

await testCommandsOf("docs/sockets.md");
