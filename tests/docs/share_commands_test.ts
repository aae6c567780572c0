import { testCommandsOf } from "./printed_commands.ts";

await testCommandsOf("docs/share.md");
