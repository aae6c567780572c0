/**
 * The commands of `all.ts`, found by their names. Loads no other command, not even into the module
 * graph, which a table of literal `import()` calls would do. Needs the right to read the program's
 * modules, and so serves a start from source only.
 *
 * @module
 */

import type { Command } from "../lib/cli/command.ts";
import { moduleOf } from "./module_of.ts";

/** The command of a name; undefined if there is none. */
export async function loadCommand(name: string): Promise<Command | undefined> {
  const url = moduleOf(name);
  if (url === undefined) return undefined;
  // Another module of this folder has no such export.
  const module: Record<string, Command | undefined> = await import(url.href);
  return module[name];
}

/** Every command, in the order of `all.ts`. */
export async function loadCommands(): Promise<readonly Command[]> {
  const all: typeof import("./all.ts") = await import(new URL("./all.ts", import.meta.url).href);
  return await all.loadCommands();
}
