/** The commands of docs/localsend.md run as printed. */

import { testCommandsOf } from "./printed_commands.ts";

await testCommandsOf("docs/localsend.md");
