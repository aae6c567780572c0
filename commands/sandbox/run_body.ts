/** Runs the body of a command. @module */

import type { Command, Context } from "../../lib/cli/command.ts";

/** Runs a command's body, and reports its end with `--json`; resolves to the exit code. */
export async function runBody<Input>(
  command: Command<Input>,
  input: Input,
  context: Context,
): Promise<number> {
  const exit = await command.run(input, context);
  await context.terminal.end(exit);
  return exit;
}
