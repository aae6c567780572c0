/**
 * The program under test: the executable that the environment variable `SLUICE_EXECUTABLE` names, or
 * else the source, with the permissions of the plain edition.
 *
 * @module
 */

import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { configInForce } from "../../scripts/closed_network.ts";
import { permissionFlags } from "../../scripts/permissions.ts";
import type { Ended, Program } from "./process.ts";
import { startCommand, type StartOptions } from "./start_command.ts";

export type { Ended, Program } from "./process.ts";
export { runCommand, startCommand, type StartOptions, text } from "./start_command.ts";

/** What `scripts/sluice` runs. */
const entry = fileURLToPath(new URL("../../scripts/start.ts", import.meta.url));

/** The executable under test; undefined: the source. */
export const executable: string | undefined = ((path) => path && resolve(path))(
  Deno.env.get("SLUICE_EXECUTABLE"),
);

/** Options of {@link start}. */
export interface ProgramOptions extends StartOptions {
  /**
   * Words before the program, of a command that starts it with other rights or limits. @default
   * {[]}
   */
  prefix?: readonly string[];
}

/** The command line of the program with these arguments. */
export async function commandLine(args: readonly string[]): Promise<[string, ...string[]]> {
  if (executable !== undefined) return [executable, ...args];
  const config = `--config=${await configInForce()}`;
  const flags = await permissionFlags("plain");
  return [Deno.execPath(), "run", config, "--quiet", "--no-check", ...flags, entry, ...args];
}

/** Starts the program. */
export async function start(
  args: readonly string[],
  { prefix = [], ...options }: ProgramOptions = {},
): Promise<Program> {
  const words = [...prefix, ...await commandLine(args)] as [string, ...string[]];
  return startCommand(words, options);
}

/** Starts the program with its standard input open, for {@link Program.write}. */
export async function startWithInput(...args: string[]): Promise<Program> {
  return await start(args, { interactive: true });
}

/** Runs the program to its end. */
export async function run(args: readonly string[], options: ProgramOptions = {}): Promise<Ended> {
  await using program = await start(args, options);
  return await program.ended;
}

/** The events that a program with `--json` has written, as far as their lines are complete. */
export function eventsOf({ out }: Pick<Program, "out">): Record<string, unknown>[] {
  return out.split("\n").slice(0, -1).filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
}
