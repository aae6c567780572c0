/**
 * The program with every command in its module graph. It needs no permission to load them, so it
 * runs with exactly the permissions that a command's help prints. `scripts/start.ts` starts faster.
 *
 * @module
 */

import type { Command, CommandTable } from "./lib/cli/command.ts";
import { leave, runProgram } from "./commands/program.ts";

/**
 * Runs a command line and resolves to its exit code. It gives up permissions and listens to
 * signals, so it needs a process of its own.
 *
 * @param args The arguments after the program's name.
 * @param table The commands. @default {those of `commands/all.ts`}
 */
export function main(args: readonly string[], table?: readonly Command[]): Promise<number> {
  return runProgram(args, async () => table ? tableOf(table) : await import("./commands/all.ts"));
}

function tableOf(commands: readonly Command[]): CommandTable {
  return {
    loadCommand: (name) => Promise.resolve(commands.find((command) => command.name === name)),
    loadCommands: () => Promise.resolve(commands),
  };
}

if (import.meta.main) leave(await main(Deno.args));
