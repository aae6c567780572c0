import { testCommandsOf } from "./printed_commands.ts";

await testCommandsOf("docs/exec.md");
